package io.github.metastone4j;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import io.github.metastone4j.effort.Budget;
import io.github.metastone4j.effort.Economy;
import io.github.metastone4j.search.StepSearch;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Selector;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a request may set, beyond what every chat model knows. Null means: as the chat model's builder says.
 *
 * <pre>{@code
 * ChatRequest request = ChatRequest.builder()
 *         .messages(UserMessage.from("How many primes lie below 50?"))
 *         .parameters(MetaStoneChatRequestParameters.builder()
 *                 .effort(ReasoningEffort.HIGH)
 *                 .deadline(Duration.ofSeconds(30))
 *                 .build())
 *         .build();
 * }</pre>
 */
public final class MetaStoneChatRequestParameters extends DefaultChatRequestParameters {

    /** Sets nothing. */
    public static final MetaStoneChatRequestParameters EMPTY = builder().build();

    private final @Nullable Integer trajectories;
    private final @Nullable Economy economy;
    private final @Nullable Long tokenBudget;
    private final @Nullable Duration timeBudget;
    private final @Nullable StepSearch search;
    private final @Nullable Long seed;
    private final @Nullable Double repetitionPenalty;
    private final @Nullable Integer maxThinkingTokens;
    private final @Nullable String stepRule;
    private final @Nullable Aggregator aggregator;
    private final @Nullable Selector selector;
    private final @Nullable Boolean returnTrajectories;
    private final @Nullable Duration deadline;
    private final @Nullable ReflectionListener reflectionListener;

    private MetaStoneChatRequestParameters(Builder builder) {
        super(builder);
        this.trajectories = builder.trajectories;
        this.economy = builder.economy;
        this.tokenBudget = builder.tokenBudget;
        this.timeBudget = builder.timeBudget;
        this.search = builder.search;
        this.seed = builder.seed;
        this.repetitionPenalty = builder.repetitionPenalty;
        this.maxThinkingTokens = builder.maxThinkingTokens;
        this.stepRule = builder.stepRule;
        this.aggregator = builder.aggregator;
        this.selector = builder.selector;
        this.returnTrajectories = builder.returnTrajectories;
        this.deadline = builder.deadline;
        this.reflectionListener = builder.reflectionListener;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** How many trajectories compete, k. */
    public @Nullable Integer trajectories() {
        return trajectories;
    }

    /** Where fewer tokens than those of all trajectories may do. */
    public @Nullable Economy economy() {
        return economy;
    }

    /** Tokens of thinking, of all trajectories together. */
    public @Nullable Long tokenBudget() {
        return tokenBudget;
    }

    /** From submission to the end of thinking. */
    public @Nullable Duration timeBudget() {
        return timeBudget;
    }

    /** Which trajectories think on, by their steps. */
    public @Nullable StepSearch search() {
        return search;
    }

    /** The effort that these settings are; null if k is not set, or no effort has that k. */
    public @Nullable ReasoningEffort effort() {
        if (trajectories == null) {
            return null;
        }
        return economy == null || economy.equals(Economy.NONE)
                ? ReasoningEffort.of(trajectories)
                : ReasoningEffort.AUTO;
    }

    /** With which the same trajectories come again. */
    public @Nullable Long seed() {
        return seed;
    }

    /** 1 is none. */
    public @Nullable Double repetitionPenalty() {
        return repetitionPenalty;
    }

    /** Of one trajectory. */
    public @Nullable Integer maxThinkingTokens() {
        return maxThinkingTokens;
    }

    /** Where steps end, a name of {@link StepRules}. */
    public @Nullable String stepRule() {
        return stepRule;
    }

    /** What makes one score of a trajectory's step scores. */
    public @Nullable Aggregator aggregator() {
        return aggregator;
    }

    /** Which trajectory wins. */
    public @Nullable Selector selector() {
        return selector;
    }

    /** Whether the response's metadata carry the text of all trajectories; steps and scores are always there. */
    public @Nullable Boolean returnTrajectories() {
        return returnTrajectories;
    }

    /** From submission to the answer. */
    public @Nullable Duration deadline() {
        return deadline;
    }

    /** Watches the trajectories of this request compete. */
    public @Nullable ReflectionListener reflectionListener() {
        return reflectionListener;
    }

    @Override
    public MetaStoneChatRequestParameters overrideWith(ChatRequestParameters that) {
        return builder().overrideWith(this).overrideWith(that).build();
    }

    @Override
    public MetaStoneChatRequestParameters defaultedBy(ChatRequestParameters that) {
        return builder().overrideWith(that).overrideWith(this).build();
    }

    /** The same for {@link ReflectiveModel#reflect}. */
    ReflectionSettings settings() {
        ReflectionSettings standard = ReflectionSettings.standard();
        return standard.withTrajectories(trajectories)
                .withEconomy(economy)
                .withBudget(new Budget(tokenBudget, timeBudget))
                .withSearch(search)
                .withSampling(temperature(), topP(), topK(), repetitionPenalty)
                .withLimits(maxThinkingTokens, maxOutputTokens())
                .withStopSequences(stopSequences())
                .withSeed(seed)
                .withStepRule(stepRule)
                .withSelection(aggregator == null ? standard.aggregator() : aggregator, selector)
                .withDeadline(deadline);
    }

    @Override
    public boolean equals(Object that) {
        return super.equals(that)
                && that instanceof MetaStoneChatRequestParameters other
                && Objects.equals(trajectories, other.trajectories)
                && Objects.equals(economy, other.economy)
                && Objects.equals(tokenBudget, other.tokenBudget)
                && Objects.equals(timeBudget, other.timeBudget)
                && Objects.equals(search, other.search)
                && Objects.equals(seed, other.seed)
                && Objects.equals(repetitionPenalty, other.repetitionPenalty)
                && Objects.equals(maxThinkingTokens, other.maxThinkingTokens)
                && Objects.equals(stepRule, other.stepRule)
                && aggregator == other.aggregator
                && selector == other.selector
                && Objects.equals(returnTrajectories, other.returnTrajectories)
                && Objects.equals(deadline, other.deadline)
                && Objects.equals(reflectionListener, other.reflectionListener);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                super.hashCode(),
                trajectories,
                economy,
                tokenBudget,
                timeBudget,
                search,
                seed,
                repetitionPenalty,
                maxThinkingTokens,
                stepRule,
                aggregator,
                selector,
                returnTrajectories,
                deadline,
                reflectionListener);
    }

    @Override
    public String toString() {
        return "MetaStoneChatRequestParameters{trajectories=" + trajectories + ", economy=" + economy
                + ", tokenBudget=" + tokenBudget + ", timeBudget=" + timeBudget
                + ", search=" + search + ", seed=" + seed
                + ", repetitionPenalty=" + repetitionPenalty + ", maxThinkingTokens=" + maxThinkingTokens
                + ", stepRule=" + stepRule + ", aggregator=" + aggregator + ", selector=" + selector
                + ", returnTrajectories=" + returnTrajectories + ", deadline=" + deadline + ", common="
                + super.toString() + "}";
    }

    /** Builds parameters. What is not set is left to the chat model. */
    public static final class Builder extends DefaultChatRequestParameters.Builder<Builder> {

        private @Nullable Integer trajectories;
        private @Nullable Economy economy;
        private @Nullable Long tokenBudget;
        private @Nullable Duration timeBudget;
        private @Nullable StepSearch search;
        private @Nullable Long seed;
        private @Nullable Double repetitionPenalty;
        private @Nullable Integer maxThinkingTokens;
        private @Nullable String stepRule;
        private @Nullable Aggregator aggregator;
        private @Nullable Selector selector;
        private @Nullable Boolean returnTrajectories;
        private @Nullable Duration deadline;
        private @Nullable ReflectionListener reflectionListener;

        private Builder() {}

        @Override
        public Builder overrideWith(ChatRequestParameters parameters) {
            super.overrideWith(parameters);
            if (parameters instanceof MetaStoneChatRequestParameters ours) {
                trajectories = first(ours.trajectories, trajectories);
                economy = ours.economy == null ? economy : ours.economy.orElse(economy);
                tokenBudget = first(ours.tokenBudget, tokenBudget);
                timeBudget = first(ours.timeBudget, timeBudget);
                search = first(ours.search, search);
                seed = first(ours.seed, seed);
                repetitionPenalty = first(ours.repetitionPenalty, repetitionPenalty);
                maxThinkingTokens = first(ours.maxThinkingTokens, maxThinkingTokens);
                stepRule = first(ours.stepRule, stepRule);
                aggregator = first(ours.aggregator, aggregator);
                selector = first(ours.selector, selector);
                returnTrajectories = first(ours.returnTrajectories, returnTrajectories);
                deadline = first(ours.deadline, deadline);
                reflectionListener = first(ours.reflectionListener, reflectionListener);
            }
            return this;
        }

        private static <T> @Nullable T first(@Nullable T one, @Nullable T other) {
            return one == null ? other : one;
        }

        /**
         * k of 2, 8 or 32, or as many as are needed: another way to set {@link #trajectories}, {@link #confidence} and
         * {@link #pruning}. Auto in a request is as sure as the chat model's builder says, else as the checkpoint was calibrated.
         */
        public Builder effort(@Nullable ReasoningEffort value) {
            trajectories = value == null ? null : Integer.valueOf(value.trajectories());
            economy = value == null ? null : value.economy();
            return this;
        }

        /** How many trajectories compete, k; 1 to 4096. All of them, unless {@link #confidence} or {@link #pruning} is set afterwards. */
        public Builder trajectories(@Nullable Integer k) {
            trajectories = k;
            economy = k == null ? null : Economy.NONE;
            return this;
        }

        /**
         * 0.5 to 1: a few trajectories begin, and once the choice among those that have competed is that sure, no more are
         * sampled. 1 samples all k. Null is what the checkpoint was calibrated for, else {@value Economy#CONFIDENCE}.
         */
        public Builder confidence(@Nullable Double enough) {
            economy = new Economy(enough, economy == null ? Economy.NONE.pruning() : economy.pruning());
            return this;
        }

        /**
         * 0, which stops none, to 0.5, excluded: a trajectory whose chance to overtake the best is less is stopped while it
         * thinks. Null is what the checkpoint was calibrated for, else 0.
         */
        public Builder pruning(@Nullable Double chance) {
            economy = new Economy(economy == null ? Economy.NONE.confidence() : economy.confidence(), chance);
            return this;
        }

        /**
         * Tokens of thinking, of all trajectories together, at least 1: when they are used up, the best answer so far is
         * given. {@link Budget} has the details.
         */
        public Builder tokenBudget(@Nullable Long tokens) {
            tokenBudget = tokens;
            return this;
        }

        /** From submission, more than zero: once it has passed, the best answer so far is given. See {@link Budget}. */
        public Builder timeBudget(@Nullable Duration time) {
            timeBudget = time;
            return this;
        }

        /**
         * A {@link io.github.metastone4j.search.BeamSearch} or a {@link io.github.metastone4j.search.TreeSearch}: of the k
         * trajectories that begin, those think on, in several ways, whose steps score high. With effort auto, a
         * {@link #confidence} below 1 or a {@link #pruning} above 0, or without a score head, it is refused.
         */
        public Builder search(@Nullable StepSearch value) {
            search = value;
            return this;
        }

        /** The same seed gives the same trajectories. */
        public Builder seed(@Nullable Long value) {
            seed = value;
            return this;
        }

        /** More than 0, at most 100; 1 is none. */
        public Builder repetitionPenalty(@Nullable Double value) {
            repetitionPenalty = value;
            return this;
        }

        /** Of one trajectory, at least 1. Then its thinking is closed. */
        public Builder maxThinkingTokens(@Nullable Integer value) {
            maxThinkingTokens = value;
            return this;
        }

        /** Where steps end, a name of {@link StepRules}. */
        public Builder stepRule(@Nullable String value) {
            stepRule = value;
            return this;
        }

        /** What makes one score of a trajectory's step scores. */
        public Builder aggregator(@Nullable Aggregator value) {
            aggregator = value;
            return this;
        }

        /** Which trajectory wins. */
        public Builder selector(@Nullable Selector value) {
            selector = value;
            return this;
        }

        /** Whether the response's metadata carry the text of all trajectories. */
        public Builder returnTrajectories(@Nullable Boolean value) {
            returnTrajectories = value;
            return this;
        }

        /**
         * From submission to the answer, the wait for a turn included; more than zero. Three quarters of it are a
         * {@link #timeBudget} as well.
         */
        public Builder deadline(@Nullable Duration value) {
            deadline = value;
            return this;
        }

        /** Watches the trajectories of this request compete. */
        public Builder reflectionListener(@Nullable ReflectionListener value) {
            reflectionListener = value;
            return this;
        }

        @Override
        public MetaStoneChatRequestParameters build() {
            return new MetaStoneChatRequestParameters(this);
        }
    }
}
