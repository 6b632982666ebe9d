package io.github.metastone4j.chat;

/**
 * The form in which a template wants the tool calls of a conversation.
 *
 * @param argumentsAsText whether arguments are JSON in a string, not an object
 * @param emptyContent whether the content beside calls is an empty text, not null, where the model wrote none
 * @param oneAtATime whether a message may have one call only
 */
record CallForm(boolean argumentsAsText, boolean emptyContent, boolean oneAtATime) {

    /** That of the OpenAI API, but for the arguments, which most templates want as an object. */
    static final CallForm USUAL = new CallForm(false, false, false);
}
