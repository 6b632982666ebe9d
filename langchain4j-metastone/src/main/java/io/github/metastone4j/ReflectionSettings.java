package io.github.metastone4j;

import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Selector;
import org.jspecify.annotations.Nullable;

/**
 * How a model reasons about one prompt. Null means: as the checkpoint recommends, else as the method was published.
 *
 * @param trajectories how many compete, k; at least 1. Default 8, effort medium
 * @param temperature 0 (greedy) to 100. Default 0.6
 * @param topP more than 0, at most 1. Default 0.95
 * @param topK 0 is no limit. Default 0
 * @param repetitionPenalty more than 0; 1 is none. Default 1.05
 * @param maxThinkingTokens of one trajectory. Default 32768, or what the context holds
 * @param maxOutputTokens of the answer. Default 32768, or what the context holds
 * @param seed the same seed gives the same trajectories. Default: another one each time
 * @param stepRule a name of {@link StepRules}. Default {@code reference}, or {@code paragraph} for a vocabulary without
 *     that token
 * @param aggregator what makes one score of a trajectory's step scores
 * @param selector which trajectory wins
 */
public record ReflectionSettings(
        @Nullable Integer trajectories,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer topK,
        @Nullable Double repetitionPenalty,
        @Nullable Integer maxThinkingTokens,
        @Nullable Integer maxOutputTokens,
        @Nullable Long seed,
        @Nullable String stepRule,
        Aggregator aggregator,
        Selector selector) {

    /** Everything as the checkpoint recommends, chosen as the paper chooses: the best geometric mean of step scores. */
    public static ReflectionSettings standard() {
        return new ReflectionSettings(
                null, null, null, null, null, null, null, null, null, Aggregator.GEOMETRIC_MEAN, Selector.BEST_SCORE);
    }

    public ReflectionSettings withTrajectories(@Nullable Integer k) {
        return new ReflectionSettings(
                k,
                temperature,
                topP,
                topK,
                repetitionPenalty,
                maxThinkingTokens,
                maxOutputTokens,
                seed,
                stepRule,
                aggregator,
                selector);
    }

    public ReflectionSettings withSampling(
            @Nullable Double newTemperature,
            @Nullable Double newTopP,
            @Nullable Integer newTopK,
            @Nullable Double newRepetitionPenalty) {
        return new ReflectionSettings(
                trajectories,
                newTemperature,
                newTopP,
                newTopK,
                newRepetitionPenalty,
                maxThinkingTokens,
                maxOutputTokens,
                seed,
                stepRule,
                aggregator,
                selector);
    }

    public ReflectionSettings withLimits(@Nullable Integer thinkingTokens, @Nullable Integer outputTokens) {
        return new ReflectionSettings(
                trajectories,
                temperature,
                topP,
                topK,
                repetitionPenalty,
                thinkingTokens,
                outputTokens,
                seed,
                stepRule,
                aggregator,
                selector);
    }

    public ReflectionSettings withSeed(@Nullable Long newSeed) {
        return new ReflectionSettings(
                trajectories,
                temperature,
                topP,
                topK,
                repetitionPenalty,
                maxThinkingTokens,
                maxOutputTokens,
                newSeed,
                stepRule,
                aggregator,
                selector);
    }

    public ReflectionSettings withStepRule(@Nullable String rule) {
        return new ReflectionSettings(
                trajectories,
                temperature,
                topP,
                topK,
                repetitionPenalty,
                maxThinkingTokens,
                maxOutputTokens,
                seed,
                rule,
                aggregator,
                selector);
    }

    public ReflectionSettings withSelection(Aggregator newAggregator, Selector newSelector) {
        return new ReflectionSettings(
                trajectories,
                temperature,
                topP,
                topK,
                repetitionPenalty,
                maxThinkingTokens,
                maxOutputTokens,
                seed,
                stepRule,
                newAggregator,
                newSelector);
    }
}
