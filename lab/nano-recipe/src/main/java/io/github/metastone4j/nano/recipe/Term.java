package io.github.metastone4j.nano.recipe;

/** What a step of a solution works on: a number given in the question, or the result of an earlier step. */
public sealed interface Term permits Given, Step {

    /** The number this term stands for. */
    int value();
}
