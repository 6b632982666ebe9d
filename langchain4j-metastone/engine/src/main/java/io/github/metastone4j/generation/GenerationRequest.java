package io.github.metastone4j.generation;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be generated for one prompt.
 *
 * @param prompt token ids, at least one
 * @param trajectories how many compete, k, at least 1; at most that many, if the chooser finds that fewer will do
 * @param endTokens that end a text
 * @param think null for a model without think tags: its whole output is the trajectory
 * @param steps where steps end
 * @param maxThinkingTokens after which thinking is closed for a row; at least 1
 * @param maxOutputTokens of the answer, or of all that is written by a model without think tags, or by a row that
 *     doesn't open its thinking; at least 1
 * @param answerAll whether every trajectory writes its answer before one is chosen, as voting on answers needs
 * @param chooser which trajectory wins
 * @param answer what answers must look like
 * @param deadline from submission to the result; null is none
 */
public record GenerationRequest(
        int[] prompt,
        int trajectories,
        SamplingSettings sampling,
        Set<Integer> endTokens,
        @Nullable ThinkTags think,
        StepRule steps,
        int maxThinkingTokens,
        int maxOutputTokens,
        boolean answerAll,
        TrajectoryChooser chooser,
        AnswerRule answer,
        @Nullable Duration deadline) {

    /** The most trajectories one request may have. */
    public static final int MAX_TRAJECTORIES = 4096;

    /** Checks the ranges; the message names the value. */
    public GenerationRequest {
        endTokens = Set.copyOf(endTokens);
        require(prompt.length > 0, "the prompt has no token");
        require(
                trajectories >= 1 && trajectories <= MAX_TRAJECTORIES,
                "trajectories is " + trajectories + "; it must be between 1 and " + MAX_TRAJECTORIES);
        require(maxThinkingTokens >= 1, "maxThinkingTokens is " + maxThinkingTokens + "; it must be at least 1");
        require(maxOutputTokens >= 1, "maxOutputTokens is " + maxOutputTokens + "; it must be at least 1");
        require(
                deadline == null || (deadline.compareTo(Duration.ZERO) > 0 && deadline.toDays() <= 365),
                "deadline is " + deadline + "; it must be more than zero and at most 365 days");
    }

    /** A request whose answers may be anything and may take any time. */
    public GenerationRequest(
            int[] prompt,
            int trajectories,
            SamplingSettings sampling,
            Set<Integer> endTokens,
            @Nullable ThinkTags think,
            StepRule steps,
            int maxThinkingTokens,
            int maxOutputTokens,
            boolean answerAll,
            TrajectoryChooser chooser) {
        this(
                prompt,
                trajectories,
                sampling,
                endTokens,
                think,
                steps,
                maxThinkingTokens,
                maxOutputTokens,
                answerAll,
                chooser,
                AnswerRule.FREE,
                null);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
