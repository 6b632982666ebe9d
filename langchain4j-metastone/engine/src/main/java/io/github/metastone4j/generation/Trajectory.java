package io.github.metastone4j.generation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One sampled way of thinking.
 *
 * @param index among the request's trajectories, from 0
 * @param fork where it was forked from another; null if it began with the prompt
 * @param tokens everything it consists of
 * @param thinkingLength how many of them are thinking, the closing tag included; all, where there are no think tags
 * @param steps the scored steps, in order; empty without a score head
 * @param logProbability sum over the tokens that were drawn, inherited ones too, under the model itself; nats
 * @param ending how the thinking ended
 */
public record Trajectory(
        int index,
        @Nullable Fork fork,
        int[] tokens,
        int thinkingLength,
        List<Step> steps,
        double logProbability,
        Ending ending) {

    /**
     * Where a trajectory begins that is none from the first token on.
     *
     * @param from index of the trajectory that it was a copy of
     * @param tokens which it had then, at least 1
     */
    public record Fork(int from, int tokens) {}

    /** How thinking ends. */
    public enum Ending {
        /** The model closed it, or, without think tags, ended its text. */
        CLOSED,
        /** The thinking budget, or the context, was used up; the closing tag was written for the model. */
        BUDGET,
        /** The model ended its text inside the thinking; the closing tag was written for it. */
        END_OF_TEXT,
        /** It was stopped before its thinking had ended, and cannot win. */
        STOPPED,
        /** It still thinks; only who directs trajectories sees such. */
        OPEN
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

    /** How many of its tokens it drew itself. */
    public int drawnTokens() {
        return tokens.length - (fork == null ? 0 : fork.tokens());
    }

    /** The steps' scores, in order. */
    public List<Double> stepScores() {
        return steps.stream().map(Step::score).toList();
    }
}
