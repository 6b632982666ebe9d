package io.github.metastone4j.training;

import org.jspecify.annotations.Nullable;

/**
 * What head training knows of a trajectory, besides its features.
 *
 * @param problem its number in the run
 * @param right whether it ended right
 * @param answer its final answer; null if it gave none
 * @param tokens how many it wrote
 * @param twin the number of the first trajectory of the same problem with the same text, itself if it is the first: only
 *     the first has features, and only it is trained on
 */
record JudgedTrajectory(
        int problem, boolean right, @Nullable String answer, double logProbability, int tokens, int twin) {}
