package io.github.metastone4j;

import io.github.metastone4j.generation.Trajectory.Ending;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of the trajectories that competed.
 *
 * @param index from 0
 * @param thinking its text, without tags
 * @param steps its scored steps, in order
 * @param finalAnswer what it boxed, normalised; null if nothing, or if it has not answered
 * @param thinkingTokens tokens of thinking, the closing tag included
 * @param tokens all tokens it wrote
 * @param logProbability sum over its tokens, nats
 * @param ending how its thinking ended
 */
public record ReflectionTrajectory(
        int index,
        String thinking,
        List<ScoredStep> steps,
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

    /** Copies the steps. */
    public ReflectionTrajectory {
        steps = List.copyOf(steps);
    }
}
