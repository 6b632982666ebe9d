package io.github.metastone4j.chat;

/** A checkpoint's chat template cannot be used: it is missing, broken or refuses. */
public final class ChatException extends RuntimeException {

    public ChatException(String message) {
        super(message);
    }

    public ChatException(String message, Throwable cause) {
        super(message, cause);
    }
}
