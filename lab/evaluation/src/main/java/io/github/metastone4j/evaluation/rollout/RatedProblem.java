package io.github.metastone4j.evaluation.rollout;

/**
 * A problem to measure with.
 *
 * @param difficulty any number that groups problems of like difficulty in reports
 */
public record RatedProblem(Problem problem, int difficulty) {}
