package io.github.metastone4j.evaluation;

import java.util.Map;
import java.util.SortedMap;

/**
 * The problems of one difficulty.
 *
 * @param difficulty as in {@link ProblemResult#difficulty()}
 * @param problems how many there are
 * @param accuracy by strategy and k, fractions in [0, 1]
 */
public record Stratum(int difficulty, int problems, Map<Strategy, SortedMap<Integer, Estimate>> accuracy) {}
