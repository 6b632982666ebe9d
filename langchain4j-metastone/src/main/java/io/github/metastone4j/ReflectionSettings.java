package io.github.metastone4j;

import io.github.metastone4j.search.SearchRun;
import io.github.metastone4j.search.StepSearch;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Selector;
import io.github.metastone4j.selection.StoppingRule;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a model reasons about one prompt. Null means: as the checkpoint recommends, else as the method was published.
 *
 * @param trajectories how many compete, k; 1 to 4096. Default 8, effort medium
 * @param confidence in [0.5, 1]: once the choice is that sure ({@link io.github.metastone4j.selection.Agreement}), no more
 *     trajectories are sampled. Default 1: all k are
 * @param search which of them think on, by their steps: a {@link io.github.metastone4j.search.BeamSearch} or a
 *     {@link io.github.metastone4j.search.TreeSearch}, of which k begin. It needs a score head, and a confidence of 1.
 *     Default: each thinks alone
 * @param temperature 0 (greedy) to 100. Default 0.6
 * @param topP more than 0, at most 1. Default 0.95
 * @param topK 0 is no limit. Default 0
 * @param repetitionPenalty more than 0; 1 is none. Default 1.05
 * @param maxThinkingTokens of one trajectory. Default 32768, or what the context holds
 * @param maxOutputTokens of the answer. Default 32768, or what the context holds
 * @param stopSequences texts before which an answer ends; thinking is not searched for them. Default none
 * @param seed the same seed gives the same trajectories. Default: another one each time
 * @param stepRule a name of {@link StepRules}. Default {@code reference}, or {@code paragraph} for a vocabulary without
 *     that token
 * @param aggregator what makes one score of a trajectory's step scores
 * @param selector which trajectory wins
 * @param deadline from submission to the answer, the wait for a turn included. Default none
 */
public record ReflectionSettings(
        @Nullable Integer trajectories,
        @Nullable Double confidence,
        @Nullable StepSearch search,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer topK,
        @Nullable Double repetitionPenalty,
        @Nullable Integer maxThinkingTokens,
        @Nullable Integer maxOutputTokens,
        List<String> stopSequences,
        @Nullable Long seed,
        @Nullable String stepRule,
        Aggregator aggregator,
        Selector selector,
        @Nullable Duration deadline) {

    /** Stop sequences have text. */
    public ReflectionSettings {
        stopSequences = List.copyOf(stopSequences);
        if (stopSequences.contains("")) {
            throw new IllegalArgumentException("a stop sequence is empty; leave it out, or every answer would be");
        }
    }

    /** Everything as the checkpoint recommends, chosen as the paper chooses: the best geometric mean of step scores. */
    public static ReflectionSettings standard() {
        return new Draft().settings();
    }

    public ReflectionSettings withTrajectories(@Nullable Integer k) {
        return with(draft -> draft.trajectories = k);
    }

    public ReflectionSettings withConfidence(@Nullable Double enough) {
        return with(draft -> draft.confidence = enough);
    }

    public ReflectionSettings withSearch(@Nullable StepSearch newSearch) {
        return with(draft -> draft.search = newSearch);
    }

    /**
     * When fewer trajectories than k will do; null if never.
     *
     * @throws IllegalArgumentException if the confidence is out of range
     */
    @Nullable
    StoppingRule stopping() {
        StoppingRule rule = confidence == null ? null : new StoppingRule(confidence);
        return rule == null || rule.confidence() == 1 ? null : rule;
    }

    /**
     * The search of a request; null if each trajectory thinks alone.
     *
     * @throws IllegalArgumentException if the confidence, too, says how many trajectories there are
     */
    @Nullable
    SearchRun searching() {
        if (search == null) {
            return null;
        }
        if (stopping() != null) {
            throw new IllegalArgumentException("search is " + search + " and confidence " + confidence
                    + "; a search says itself when it has enough: set confidence to 1, or leave search out");
        }
        return search.begin(trajectories == null ? ReasoningEffort.MEDIUM.trajectories() : trajectories, aggregator);
    }

    public ReflectionSettings withSampling(
            @Nullable Double newTemperature,
            @Nullable Double newTopP,
            @Nullable Integer newTopK,
            @Nullable Double newRepetitionPenalty) {
        return with(draft -> {
            draft.temperature = newTemperature;
            draft.topP = newTopP;
            draft.topK = newTopK;
            draft.repetitionPenalty = newRepetitionPenalty;
        });
    }

    public ReflectionSettings withLimits(@Nullable Integer thinkingTokens, @Nullable Integer outputTokens) {
        return with(draft -> {
            draft.maxThinkingTokens = thinkingTokens;
            draft.maxOutputTokens = outputTokens;
        });
    }

    public ReflectionSettings withStopSequences(List<String> texts) {
        return with(draft -> draft.stopSequences = texts);
    }

    public ReflectionSettings withSeed(@Nullable Long newSeed) {
        return with(draft -> draft.seed = newSeed);
    }

    public ReflectionSettings withStepRule(@Nullable String rule) {
        return with(draft -> draft.stepRule = rule);
    }

    public ReflectionSettings withSelection(Aggregator newAggregator, Selector newSelector) {
        return with(draft -> {
            draft.aggregator = newAggregator;
            draft.selector = newSelector;
        });
    }

    public ReflectionSettings withDeadline(@Nullable Duration time) {
        return with(draft -> draft.deadline = time);
    }

    private ReflectionSettings with(Consumer<Draft> change) {
        var draft = new Draft();
        draft.trajectories = trajectories;
        draft.confidence = confidence;
        draft.search = search;
        draft.temperature = temperature;
        draft.topP = topP;
        draft.topK = topK;
        draft.repetitionPenalty = repetitionPenalty;
        draft.maxThinkingTokens = maxThinkingTokens;
        draft.maxOutputTokens = maxOutputTokens;
        draft.stopSequences = stopSequences;
        draft.seed = seed;
        draft.stepRule = stepRule;
        draft.aggregator = aggregator;
        draft.selector = selector;
        draft.deadline = deadline;
        change.accept(draft);
        return draft.settings();
    }

    /** Settings while they are changed. */
    private static final class Draft {
        @Nullable
        Integer trajectories;

        @Nullable
        Double confidence;

        @Nullable
        StepSearch search;

        @Nullable
        Double temperature;

        @Nullable
        Double topP;

        @Nullable
        Integer topK;

        @Nullable
        Double repetitionPenalty;

        @Nullable
        Integer maxThinkingTokens;

        @Nullable
        Integer maxOutputTokens;

        List<String> stopSequences = List.of();

        @Nullable
        Long seed;

        @Nullable
        String stepRule;

        Aggregator aggregator = Aggregator.GEOMETRIC_MEAN;
        Selector selector = Selector.BEST_SCORE;

        @Nullable
        Duration deadline;

        ReflectionSettings settings() {
            return new ReflectionSettings(
                    trajectories,
                    confidence,
                    search,
                    temperature,
                    topP,
                    topK,
                    repetitionPenalty,
                    maxThinkingTokens,
                    maxOutputTokens,
                    stopSequences,
                    seed,
                    stepRule,
                    aggregator,
                    selector,
                    deadline);
        }
    }
}
