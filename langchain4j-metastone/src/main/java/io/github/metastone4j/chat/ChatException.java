package io.github.metastone4j.chat;

/** A checkpoint's text side cannot be used: its tokenizer or its chat template is missing, broken or refuses. */
public final class ChatException extends RuntimeException {

    public ChatException(String message) {
        super(message);
    }

    public ChatException(String message, Throwable cause) {
        super(message, cause);
    }
}
