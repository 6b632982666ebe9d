package io.github.metastone4j.quarkus.runtime;

import io.github.metastone4j.ReasoningEffort;
import io.github.metastone4j.search.StepSearch;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Selector;
import io.quarkus.runtime.annotations.ConfigDocDefault;
import io.quarkus.runtime.annotations.ConfigGroup;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** How chat models ask a model; what a request brings itself goes before it. */
@ConfigGroup
public interface ChatModelConfig {

    /**
     * How many trajectories compete: {@code low} is 2, {@code medium} 8, {@code high} 32, {@code auto} as many as are needed,
     * at most 32.
     */
    @ConfigDocDefault("medium")
    Optional<ReasoningEffort> effort();

    /** How many trajectories compete, 1 to 4096, instead of {@code effort}. */
    @ConfigDocDefault("8")
    OptionalInt trajectories();

    /** Begin with four trajectories, and sample no more once the choice is that sure, 0.5 to 1; 1 samples all. */
    @ConfigDocDefault("with effort auto as the checkpoint is calibrated, else 0.95; otherwise 1")
    OptionalDouble confidence();

    /** Stop a trajectory while it thinks, once its chance to overtake the best is less, 0 to 0.5, excluded; 0 stops none. */
    @ConfigDocDefault("with effort auto as the checkpoint is calibrated, else 0; otherwise 0")
    OptionalDouble pruning();

    /**
     * {@code beam} or {@code tree}: of the trajectories that begin, those think on, in several ways, whose steps score high. Neither goes
     * with effort auto, {@code confidence} or {@code pruning}.
     */
    @ConfigDocDefault("each thinks alone")
    Optional<StepSearch.Kind> search();

    /** In how many ways a search goes on from one place, 2 to 4096. */
    @ConfigDocDefault("4 in a beam, 2 in a tree")
    OptionalInt searchExpansion();

    /** Give the best answer so far once all trajectories together have thought so many tokens, at least 1. */
    @ConfigDocDefault("no limit")
    OptionalLong tokenBudget();

    /** Give the best answer so far once so much time has passed since submission. */
    @ConfigDocDefault("three quarters of the deadline, if there is one")
    Optional<Duration> timeBudget();

    /** How evenly tokens are drawn, 0 (greedy) to 100. */
    @ConfigDocDefault("quarkus.langchain4j.temperature, else what the checkpoint recommends, else 0.6")
    @WithDefault("${quarkus.langchain4j.temperature}")
    OptionalDouble temperature();

    /** Share of the probability from which tokens are drawn, more than 0, at most 1. */
    @ConfigDocDefault("what the checkpoint recommends, else 0.95")
    OptionalDouble topP();

    /** How many of the likeliest tokens are drawn from; 0 is no limit. */
    @ConfigDocDefault("what the checkpoint recommends, else 0")
    OptionalInt topK();

    /** Divides the likelihood of tokens that were there already, more than 0, at most 100; 1 is none. */
    @ConfigDocDefault("what the checkpoint recommends, else 1.05")
    OptionalDouble repetitionPenalty();

    /** Tokens of one trajectory's thinking, at least 1; then it is closed. */
    @ConfigDocDefault("32768, or what the context holds")
    OptionalInt maxThinkingTokens();

    /** Tokens of the answer, at least 1, thinking not counted. */
    @ConfigDocDefault("32768, or what the context holds")
    OptionalInt maxOutputTokens();

    /** Texts before which an answer ends. */
    Optional<List<String>> stopSequences();

    /** The same seed gives the same trajectories. */
    @ConfigDocDefault("another one for each request")
    OptionalLong seed();

    /**
     * Where steps end: {@code reference}, {@code paper}, {@code chinese}, {@code paragraph}, {@code regex:PATTERN} or
     * {@code window:N}. It is checked when the weights are loaded.
     */
    @ConfigDocDefault("reference, or paragraph where the vocabulary lacks its token")
    Optional<String> stepRule();

    /** What makes one score of a trajectory's step scores. */
    @ConfigDocDefault("geometric-mean")
    Optional<Aggregator> aggregator();

    /** Which trajectory wins. */
    @ConfigDocDefault("as the checkpoint is calibrated, else best-score")
    Optional<Selector> selector();

    /** Whether the message carries the winner's thinking, and a stream streams it. */
    @WithDefault("false")
    boolean returnThinking();

    /** Whether metadata carry the text of all trajectories; steps and scores are always there. */
    @WithDefault("false")
    boolean returnTrajectories();

    /** From submission to answer, the wait for a turn included; a request that takes longer fails. */
    @ConfigDocDefault("quarkus.langchain4j.timeout, else none")
    @WithDefault("${quarkus.langchain4j.timeout}")
    Optional<Duration> deadline();

    /** Whether requests are logged, with all that users write. */
    @ConfigDocDefault("quarkus.langchain4j.log-requests, else false")
    @WithDefault("${quarkus.langchain4j.log-requests}")
    Optional<Boolean> logRequests();

    /** Whether responses are logged, with what they cost and why the winner won. */
    @ConfigDocDefault("quarkus.langchain4j.log-responses, else false")
    @WithDefault("${quarkus.langchain4j.log-responses}")
    Optional<Boolean> logResponses();
}
