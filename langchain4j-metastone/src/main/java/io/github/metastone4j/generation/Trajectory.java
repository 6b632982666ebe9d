package io.github.metastone4j.generation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One sampled way of thinking.
 *
 * @param index among the request's trajectories, from 0
 * @param tokens everything the row has written
 * @param thinkingLength how many of them are thinking, the closing tag included; all, where there are no think tags
 * @param steps the scored steps, in order; empty without a score head
 * @param logProbability sum over the tokens it drew, under the model itself; nats
 * @param ending how the thinking ended
 */
public record Trajectory(
        int index, int[] tokens, int thinkingLength, List<Step> steps, double logProbability, Ending ending) {

    /** How thinking ends. */
    public enum Ending {
        /** The model closed it, or, without think tags, ended its text. */
        CLOSED,
        /** The thinking budget, or the context, was used up; the closing tag was written for the model. */
        BUDGET,
        /** The model ended its text inside the thinking; the closing tag was written for it. */
        END_OF_TEXT
    }

    /** Copies the steps. */
    public Trajectory {
        steps = List.copyOf(steps);
    }

    /**
     * How many tokens stand before the answer: the thinking with its closing tag, or none, if the trajectory is an answer
     * from its beginning.
     */
    public int tokensBeforeAnswer(@Nullable ThinkTags think) {
        boolean closed = think != null && thinkingLength > 0 && tokens[thinkingLength - 1] == think.close();
        return closed ? thinkingLength : 0;
    }

    /** The steps' scores, in order. */
    public List<Double> stepScores() {
        return steps.stream().map(Step::score).toList();
    }
}
