package io.github.metastone4j.tokenizer;

/** A checkpoint's tokenizer cannot be used: its file is missing or broken, or does not go with the model. */
public final class TokenizerException extends RuntimeException {

    public TokenizerException(String message) {
        super(message);
    }

    public TokenizerException(String message, Throwable cause) {
        super(message, cause);
    }
}
