package io.github.metastone4j.generation;

/** A prompt that leaves the model no room to think and answer. */
public final class PromptTooLongException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    PromptTooLongException(int prompt, int context) {
        super("the prompt has " + prompt + " tokens, but the model's context is " + context
                + ", thinking and answer included; shorten the prompt or use a model with a longer context");
    }
}
