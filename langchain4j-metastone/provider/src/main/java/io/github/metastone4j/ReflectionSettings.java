package io.github.metastone4j;

import static java.util.Objects.requireNonNull;

import io.github.metastone4j.effort.Budget;
import io.github.metastone4j.effort.Calibration;
import io.github.metastone4j.effort.Economy;
import io.github.metastone4j.effort.Spending;
import io.github.metastone4j.search.SearchRun;
import io.github.metastone4j.search.StepSearch;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Selector;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a model reasons about one prompt. Null means: as the checkpoint recommends, else as the method was published.
 *
 * @param trajectories how many compete, k; 1 to 4096. Default 8, effort medium
 * @param economy where fewer tokens than those of all k may do. Default {@link Economy#NONE}
 * @param budget what thinking may cost. Default {@link Budget#NONE}
 * @param search which of them think on, by their steps: a {@link io.github.metastone4j.search.BeamSearch} or a
 *     {@link io.github.metastone4j.search.TreeSearch}, of which k begin. It needs a score head, and no economy.
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
 * @param selector which trajectory wins. Default: which was right most often when the checkpoint was calibrated, else the best
 *     score
 * @param deadline from submission to the answer, the wait for a turn included. Once three quarters of it have passed, the thinking
 *     ends as with a budget of that time, so that there is an answer. Default none
 */
public record ReflectionSettings(
        @Nullable Integer trajectories,
        @Nullable Economy economy,
        @Nullable Budget budget,
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
        @Nullable Selector selector,
        @Nullable Duration deadline) {

    /** Stop sequences have text. */
    public ReflectionSettings {
        stopSequences = List.copyOf(stopSequences);
        if (stopSequences.contains("")) {
            throw new IllegalArgumentException("a stop sequence is empty; leave it out, or every answer would be");
        }
    }

    /** Everything as the checkpoint recommends; a trajectory's score is the geometric mean of its steps', as in the paper. */
    public static ReflectionSettings standard() {
        return new Draft().settings();
    }

    public ReflectionSettings withTrajectories(@Nullable Integer k) {
        return with(draft -> draft.trajectories = k);
    }

    public ReflectionSettings withEconomy(@Nullable Economy newEconomy) {
        return with(draft -> draft.economy = newEconomy);
    }

    public ReflectionSettings withBudget(@Nullable Budget newBudget) {
        return with(draft -> draft.budget = newBudget);
    }

    public ReflectionSettings withSearch(@Nullable StepSearch newSearch) {
        return with(draft -> draft.search = newSearch);
    }

    /** The same where what a checkpoint's calibration decides is decided. */
    ReflectionSettings calibrated(@Nullable Calibration calibration) {
        return with(draft -> {
            draft.trajectories = trajectories == null ? ReasoningEffort.MEDIUM.trajectories() : trajectories;
            draft.economy = (economy == null ? Economy.NONE : economy).by(calibration);
            draft.selector = Calibration.selector(selector, calibration);
        });
    }

    /** What a request may spend that begins now; of calibrated settings. */
    Spending spending() {
        Budget limits = budget == null ? Budget.NONE : budget;
        return new Spending(
                requireNonNull(trajectories),
                requireNonNull(economy),
                deadline == null
                        ? limits
                        : limits.within(deadline.multipliedBy(3).dividedBy(4)),
                aggregator);
    }

    /**
     * The search of a request; null if each trajectory thinks alone.
     *
     * @throws IllegalArgumentException if the economy, too, says which trajectories there are
     */
    @Nullable
    SearchRun searching() {
        if (search == null) {
            return null;
        }
        if (economy != null && !economy.equals(Economy.NONE)) {
            throw new IllegalArgumentException("search is " + search + ", confidence " + economy.confidence()
                    + " and pruning " + economy.pruning()
                    + "; a search says itself when it has enough: set confidence to 1"
                    + " and pruning to 0, or leave search out");
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

    public ReflectionSettings withSelection(Aggregator newAggregator, @Nullable Selector newSelector) {
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
        draft.economy = economy;
        draft.budget = budget;
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
        Economy economy;

        @Nullable
        Budget budget;

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

        @Nullable
        Selector selector;

        @Nullable
        Duration deadline;

        ReflectionSettings settings() {
            return new ReflectionSettings(
                    trajectories,
                    economy,
                    budget,
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
