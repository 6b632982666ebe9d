package io.github.metastone4j.nano.recipe;

/**
 * A number given in the question.
 *
 * @param value the number
 */
public record Given(int value) implements Term {}
