package io.github.metastone4j.generation;

/**
 * One reasoning step of a trajectory.
 *
 * @param start index of its first token among the trajectory's tokens
 * @param end index after its last token, the one that ends it
 * @param score the head's probability, in [0, 1], that a trajectory with this step ends right
 */
public record Step(int start, int end, double score) {}
