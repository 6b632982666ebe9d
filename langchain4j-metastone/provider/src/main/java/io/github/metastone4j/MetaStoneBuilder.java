package io.github.metastone4j;

import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.checkpoint.MissingCheckpointException;
import io.github.metastone4j.search.StepSearch;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Selector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings that both chat models have. All are optional: null, or not set, means the default. What a request sets goes
 * before what is set here, and that before {@link #defaultRequestParameters}.
 *
 * @param <B> the builder itself
 */
public abstract class MetaStoneBuilder<B extends MetaStoneBuilder<B>> {

    private ModelOptions options = ModelOptions.embedded();
    private final MetaStoneChatRequestParameters.Builder own = MetaStoneChatRequestParameters.builder();
    private ChatRequestParameters common = DefaultChatRequestParameters.EMPTY;

    @Nullable
    ReflectiveModel model;

    List<ChatModelListener> listeners = List.of();
    boolean returnThinking;
    boolean logRequests;
    boolean logResponses;

    MetaStoneBuilder() {}

    @SuppressWarnings("unchecked")
    private B self() {
        return (B) this;
    }

    MetaStoneChatRequestParameters parameters() {
        return MetaStoneChatRequestParameters.builder()
                .overrideWith(common)
                .overrideWith(own.build())
                .build();
    }

    /** @throws IllegalArgumentException if a model was given and something to load as well */
    void requireOneModel() {
        if (model != null && !options.equals(ModelOptions.embedded())) {
            throw new IllegalArgumentException("a model is given that is loaded already, and how to load one as well ("
                    + options + "); leave one of them out");
        }
    }

    ReflectiveModel load() {
        try {
            return ReflectiveModel.load(options);
        } catch (MissingCheckpointException e) {
            throw new ModelNotFoundException(e.getMessage(), e);
        } catch (LinkageError e) { // of libtorch or the tokenizer: there is none for this platform, or it is damaged
            throw new InternalServerException("the native libraries cannot be loaded: " + e, e);
        }
    }

    // Which model

    /**
     * A model that is loaded already, shared with others; it stays open when this chat model is closed. How to load one
     * (folder, device, limits) may not be set then.
     */
    public B model(@Nullable ReflectiveModel value) {
        model = value;
        return self();
    }

    /** A Hugging Face folder. Default: the embedded model. */
    public B modelPath(@Nullable Path value) {
        options = options.withPath(value);
        return self();
    }

    /** The name of the folder, or of the embedded model: another one is refused. Default: whatever is loaded. */
    public B modelName(@Nullable String value) {
        own.modelName(value);
        return self();
    }

    /** {@code auto} (the first GPU, else the CPU), {@code cpu}, {@code cuda:N}. Default auto. */
    public B device(String value) {
        return devices(List.of(value));
    }

    /** Several GPUs, over which the layers are split. */
    public B devices(List<String> value) {
        options = options.withDevices(value);
        return self();
    }

    /** The type to compute in. Default: the checkpoint's own where the device computes in it, else float32. */
    public B dtype(@Nullable Dtype value) {
        options = options.withDtype(value);
        return self();
    }

    /** libtorch's threads, at least 1; a setting of the whole process. Default: all cores but one, if there are more than two. */
    public B threads(@Nullable Integer value) {
        options = options.withThreads(value);
        return self();
    }

    /** Whether a checkpoint without score head is loaded all the same. Default false. */
    public B allowMissingHead(boolean value) {
        options = options.withAllowMissingHead(value);
        return self();
    }

    // How many at once

    /** Trajectories that decode at once, of all requests, at least 1; more wait their turn. Default 64. */
    public B maxRows(int value) {
        options = options.withMaxRows(value);
        return self();
    }

    /** Bytes for keys and values of running trajectories; more wait. Default: a quarter of the memory. */
    public B maxCacheBytes(@Nullable Long value) {
        options = options.withMaxCacheBytes(value);
        return self();
    }

    /**
     * Requests that may wait for their turn, at least 1. A further one fails with LangChain4j's
     * {@code RateLimitException}. Default 256.
     */
    public B maxQueuedRequests(int value) {
        options = options.withMaxQueuedRequests(value);
        return self();
    }

    // How it reasons

    /** k of 2, 8 or 32, or as many as are needed: another way to set {@link #trajectories}. Default medium. */
    public B effort(@Nullable ReasoningEffort value) {
        own.effort(value);
        return self();
    }

    /** How many trajectories compete, k; 1 to 4096. Default 8. */
    public B trajectories(@Nullable Integer k) {
        own.trajectories(k);
        return self();
    }

    /**
     * 0.5 to 1: a few trajectories begin, and once the choice among those that have competed is that sure, no more are
     * sampled. Default 1: all k are; with effort auto what the checkpoint was calibrated for, else 0.95. Set it after
     * {@link #trajectories} or {@link #effort}.
     */
    public B confidence(@Nullable Double enough) {
        own.confidence(enough);
        return self();
    }

    /**
     * 0 to 0.5, excluded: a trajectory whose chance to overtake the best is less is stopped while it thinks
     * ({@link io.github.metastone4j.effort.Pruning}). Default 0: none is; with effort auto what the checkpoint was calibrated for,
     * else 0. Set it after {@link #trajectories} or {@link #effort}.
     */
    public B pruning(@Nullable Double chance) {
        own.pruning(chance);
        return self();
    }

    /**
     * Tokens of thinking, of all trajectories together, at least 1: when they are used up, the best answer so far is given
     * ({@link io.github.metastone4j.effort.Budget}). Default: no limit.
     */
    public B tokenBudget(@Nullable Long tokens) {
        own.tokenBudget(tokens);
        return self();
    }

    /**
     * From submission, more than zero: once it has passed, the best answer so far is given. Default: three quarters of the
     * deadline, else no limit.
     */
    public B timeBudget(@Nullable Duration time) {
        own.timeBudget(time);
        return self();
    }

    /**
     * A {@link io.github.metastone4j.search.BeamSearch} or a {@link io.github.metastone4j.search.TreeSearch}: of the k
     * trajectories that begin, those think on, in several ways, whose steps score high. Default: each thinks alone.
     */
    public B search(@Nullable StepSearch value) {
        own.search(value);
        return self();
    }

    /** 0 (greedy) to 100. Default: what the checkpoint recommends, else 0.6. */
    public B temperature(@Nullable Double value) {
        own.temperature(value);
        return self();
    }

    /** More than 0, at most 1. Default: what the checkpoint recommends, else 0.95. */
    public B topP(@Nullable Double value) {
        own.topP(value);
        return self();
    }

    /** 0 is no limit. Default: what the checkpoint recommends, else 0. */
    public B topK(@Nullable Integer value) {
        own.topK(value);
        return self();
    }

    /** More than 0, at most 100; 1 is none. Default: what the checkpoint recommends, else 1.05. */
    public B repetitionPenalty(@Nullable Double value) {
        own.repetitionPenalty(value);
        return self();
    }

    /** Of one trajectory, at least 1. Then its thinking is closed. Default 32768, or what the context holds. */
    public B maxThinkingTokens(@Nullable Integer value) {
        own.maxThinkingTokens(value);
        return self();
    }

    /** Of the answer, at least 1, thinking not counted. Default 32768, or what the context holds. */
    public B maxOutputTokens(@Nullable Integer value) {
        own.maxOutputTokens(value);
        return self();
    }

    /** Texts before which an answer ends; thinking is not searched for them. Default none. */
    public B stopSequences(@Nullable List<String> value) {
        own.stopSequences(value);
        return self();
    }

    /** The same seed gives the same trajectories. Default: another one each time. */
    public B seed(@Nullable Long value) {
        own.seed(value);
        return self();
    }

    /** Where steps end, a name of {@link StepRules}. Default {@code reference}, or {@code paragraph} where that has no token. */
    public B stepRule(@Nullable String value) {
        own.stepRule(value);
        return self();
    }

    /** What makes one score of a trajectory's step scores. Default: their geometric mean. */
    public B aggregator(@Nullable Aggregator value) {
        own.aggregator(value);
        return self();
    }

    /** Which trajectory wins. Default: what the checkpoint was calibrated for, else the best score. */
    public B selector(@Nullable Selector value) {
        own.selector(value);
        return self();
    }

    /**
     * From a request's submission, when its prompt has been written, to its answer; more than zero. A request that takes longer fails with
     * LangChain4j's {@code TimeoutException} and leaves the batch. So that this is rare, three quarters of it are a
     * {@link #timeBudget} as well. Default none.
     */
    public B deadline(@Nullable Duration value) {
        own.deadline(value);
        return self();
    }

    /** Parameters for all requests, in LangChain4j's own form; tools among them. What is set here by name goes before them. */
    public B defaultRequestParameters(@Nullable ChatRequestParameters value) {
        common = value == null ? DefaultChatRequestParameters.EMPTY : value;
        return self();
    }

    // What it tells

    /** Whether the message carries the winner's thinking, and a stream streams it. Default false. */
    public B returnThinking(boolean value) {
        returnThinking = value;
        return self();
    }

    /** Whether metadata carry the text of all trajectories; steps and scores are always there. Default false. */
    public B returnTrajectories(@Nullable Boolean value) {
        own.returnTrajectories(value);
        return self();
    }

    /** Watches trajectories compete, for every request that brings no listener of its own. */
    public B reflectionListener(@Nullable ReflectionListener value) {
        own.reflectionListener(value);
        return self();
    }

    /** LangChain4j's listeners: metrics, traces. They hear every request, response and error. */
    public B listeners(@Nullable List<ChatModelListener> value) {
        listeners = value == null ? List.of() : List.copyOf(value);
        return self();
    }

    /** Whether requests are logged, at level INFO, with all that users write. Default false. */
    public B logRequests(@Nullable Boolean value) {
        logRequests = Boolean.TRUE.equals(value);
        return self();
    }

    /** Whether responses are logged, at level INFO, with what they cost and why the winner won. Default false. */
    public B logResponses(@Nullable Boolean value) {
        logResponses = Boolean.TRUE.equals(value);
        return self();
    }
}
