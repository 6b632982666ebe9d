package io.github.metastone4j.evaluation;

import io.github.metastone4j.selection.Candidate;
import io.github.metastone4j.selection.FinalAnswer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One trajectory sampled for a problem, graded.
 *
 * @param stepScores probabilities in [0, 1], in the order of the steps; empty if it has no step or there is no head
 * @param stepEnds how many tokens were written when each of these steps ended, ascending; empty if that is not known
 * @param answer its final answer as {@link FinalAnswer#of} gives it; null if it gave none
 * @param correct whether the answer is the right one
 * @param logProbability the sum over its tokens, in nats
 * @param tokens how many tokens were generated
 * @param thinkingTokens how many of them are thinking, the closing tag included
 * @param finished whether the model ended its thinking itself; false if the tag that closes it was written for it
 */
public record Sample(
        List<Double> stepScores,
        List<Integer> stepEnds,
        @Nullable String answer,
        boolean correct,
        double logProbability,
        int tokens,
        int thinkingTokens,
        boolean finished) {

    /** @throws IllegalArgumentException if the ends are there, but not one for each score */
    public Sample {
        stepScores = new Candidate(0, stepScores, answer, logProbability, tokens).stepScores();
        stepEnds = List.copyOf(stepEnds);
        if (!stepEnds.isEmpty() && stepEnds.size() != stepScores.size()) {
            throw new IllegalArgumentException("there are " + stepScores.size() + " step scores and " + stepEnds.size()
                    + " step ends; give an end for each score, or none at all");
        }
    }

    /** A finished sample that is all thinking, of which it is not known where its steps end. */
    public Sample(
            List<Double> stepScores, @Nullable String answer, boolean correct, double logProbability, int tokens) {
        this(stepScores, List.of(), answer, correct, logProbability, tokens, tokens, true);
    }
}
