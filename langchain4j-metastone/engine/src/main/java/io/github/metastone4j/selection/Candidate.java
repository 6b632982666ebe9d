package io.github.metastone4j.selection;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What selection needs to know of one finished trajectory.
 *
 * @param index which of the sampled trajectories it is, from 0; distinct among the candidates of a request
 * @param stepScores probabilities in [0, 1], in the order of the steps; empty if it has no step or there is no head
 * @param answer its final answer, normalised so that equal answers are equal strings; null if it gave none
 * @param logProbability the sum over its tokens, in nats
 * @param tokens how many tokens were generated
 */
public record Candidate(
        int index, List<Double> stepScores, @Nullable String answer, double logProbability, int tokens) {

    public Candidate {
        stepScores = List.copyOf(stepScores);
        if (index < 0) {
            throw new IllegalArgumentException("index is " + index + "; trajectories are numbered from 0");
        }
        for (int step = 0; step < stepScores.size(); step++) {
            Aggregator.requireProbability(step, stepScores.get(step));
        }
        if (Double.isNaN(logProbability)) {
            throw new IllegalArgumentException(
                    "the log-probability of trajectory " + index + " is NaN; look for NaN in the policy's weights");
        }
        if (tokens < 0) {
            throw new IllegalArgumentException(
                    "trajectory " + index + " has " + tokens + " tokens; a count is not negative");
        }
    }
}
