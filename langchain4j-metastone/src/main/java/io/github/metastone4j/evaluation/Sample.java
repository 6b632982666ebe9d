package io.github.metastone4j.evaluation;

import io.github.metastone4j.selection.Candidate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One trajectory sampled for a problem, graded.
 *
 * @param stepScores probabilities in [0, 1], in the order of the steps; empty if it has no step or there is no head
 * @param answer its final answer as {@link FinalAnswer#of} gives it; null if it gave none
 * @param correct whether the answer is the right one
 * @param logProbability the sum over its tokens, in nats
 * @param tokens how many tokens were generated
 */
public record Sample(
        List<Double> stepScores, @Nullable String answer, boolean correct, double logProbability, int tokens) {

    public Sample {
        stepScores = new Candidate(0, stepScores, answer, logProbability, tokens).stepScores();
    }
}
