package io.github.metastone4j;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of the trajectories that competed.
 *
 * @param index from 0
 * @param fork where it was forked from another; null if it began with the prompt
 * @param thinking what it thought, without tags, or all it wrote if it didn't think; null where only scores were asked for
 * @param steps its scored steps, in order
 * @param score the aggregate of its step scores; 0 without any
 * @param finalAnswer what it boxed, normalised; null if nothing, or if it has not answered
 * @param thinkingTokens tokens of thinking, the closing tag included; 0 if it answered without thinking
 * @param tokens all tokens it consists of
 * @param logProbability sum over its tokens, nats
 * @param ending how its thinking ended
 */
public record ReflectionTrajectory(
        int index,
        @Nullable Fork fork,
        @Nullable String thinking,
        List<ScoredStep> steps,
        double score,
        @Nullable String finalAnswer,
        int thinkingTokens,
        int tokens,
        double logProbability,
        Ending ending) {

    /**
     * A reasoning step and its score.
     *
     * @param score in [0, 1]
     */
    public record ScoredStep(String text, double score) {}

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
        STOPPED
    }

    /** Copies the steps. */
    public ReflectionTrajectory {
        steps = List.copyOf(steps);
    }

    /** How many of its tokens it drew itself, and did not inherit. */
    public int drawnTokens() {
        return tokens - (fork == null ? 0 : fork.tokens());
    }

    /** Its thinking, or null if it didn't think. */
    @Nullable
    String thoughts() {
        return thinkingTokens == 0 || thinking == null ? null : thinking.strip();
    }

    ReflectionTrajectory withoutThinking() {
        return new ReflectionTrajectory(
                index, fork, null, steps, score, finalAnswer, thinkingTokens, tokens, logProbability, ending);
    }
}
