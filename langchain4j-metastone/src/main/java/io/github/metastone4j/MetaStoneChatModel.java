package io.github.metastone4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import io.github.metastone4j.chat.ChatException;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.kernel.NativeException;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Selector;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A LangChain4j chat model that reasons in the application's own process: k trajectories think about the question, a head
 * on the model's own hidden states scores every step, and the best of them answers.
 *
 * <pre>{@code
 * try (var model = MetaStoneChatModel.builder().effort(ReasoningEffort.HIGH).build()) {
 *     String answer = model.chat("A farm packs 12 boxes of 8 apples and gives 15 apples away. How many are left?");
 * }
 * }</pre>
 *
 * <p>Thread-safe; calls of several threads share one decode loop.
 */
public final class MetaStoneChatModel implements ChatModel, AutoCloseable {

    private final ReflectiveModel model;
    private final boolean ownsModel;
    private final ReflectionSettings settings;
    private final ReflectionListener reflectionListener;
    private final List<ChatModelListener> listeners;
    private final boolean returnThinking;
    private final ChatRequestParameters defaults;

    private MetaStoneChatModel(Builder builder) {
        this.settings = builder.settings;
        this.reflectionListener = builder.reflectionListener;
        this.listeners = List.copyOf(builder.listeners);
        this.returnThinking = builder.returnThinking;
        this.ownsModel = builder.model == null;
        this.model = builder.model == null ? ReflectiveModel.load(builder.options) : builder.model;
        this.defaults = DefaultChatRequestParameters.builder()
                .modelName(model.name())
                .temperature(settings.temperature())
                .topP(settings.topP())
                .topK(settings.topK())
                .maxOutputTokens(settings.maxOutputTokens())
                .build();
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        ChatRequestParameters parameters = request.parameters();
        requireSupported(parameters);
        try {
            int[] prompt = model.prompt(request.messages(), List.of());
            Reflection reflection = model.reflect(prompt, settings(parameters), reflectionListener);
            return response(reflection);
        } catch (IllegalArgumentException | ChatException e) { // too long a prompt, a setting out of range
            throw new InvalidRequestException(e.getMessage(), e);
        } catch (NativeException e) {
            throw new InternalServerException(e.getMessage(), e);
        }
    }

    private ReflectionSettings settings(ChatRequestParameters parameters) {
        return settings.withSampling(
                        parameters.temperature(), parameters.topP(), parameters.topK(), settings.repetitionPenalty())
                .withLimits(settings.maxThinkingTokens(), parameters.maxOutputTokens());
    }

    /** What isn't supported is refused, never ignored. */
    private void requireSupported(ChatRequestParameters parameters) {
        if (parameters.modelName() != null && !parameters.modelName().equals(model.name())) {
            throw new InvalidRequestException("model '" + parameters.modelName() + "' was asked for, but this is '"
                    + model.name() + "'; leave modelName out, or build a model for the other");
        }
        refuse(!parameters.toolSpecifications().isEmpty() || parameters.toolChoice() != null, "tools");
        refuse(parameters.frequencyPenalty() != null, "frequencyPenalty (there is repetitionPenalty)");
        refuse(parameters.presencePenalty() != null, "presencePenalty (there is repetitionPenalty)");
        refuse(!parameters.stopSequences().isEmpty(), "stopSequences");
        refuse(
                parameters.responseFormat() != null
                        && parameters.responseFormat().type() == ResponseFormatType.JSON,
                "responseFormat JSON");
    }

    private static void refuse(boolean asked, String feature) {
        if (asked) {
            throw new UnsupportedFeatureException(feature + ": not supported by MetaStoneChatModel");
        }
    }

    private ChatResponse response(Reflection reflection) {
        ReflectionTrajectory winner = reflection.winner();
        AiMessage.Builder message = AiMessage.builder().text(reflection.answer());
        if (returnThinking) {
            message.thinking(winner.thinking());
        }
        return ChatResponse.builder()
                .aiMessage(message.build())
                .metadata(MetaStoneChatResponseMetadata.builder()
                        .id(UUID.randomUUID().toString())
                        .modelName(model.name())
                        .tokenUsage(new MetaStoneTokenUsage(
                                reflection.promptTokens(),
                                winner.tokens(),
                                winner.thinkingTokens(),
                                reflection.allTokens()))
                        .finishReason(reflection.complete() ? FinishReason.STOP : FinishReason.LENGTH)
                        .reflection(reflection)
                        .build())
                .build();
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
        return defaults;
    }

    @Override
    public List<ChatModelListener> listeners() {
        return listeners;
    }

    @Override
    public ModelProvider provider() {
        return ModelProvider.OTHER;
    }

    /** The loaded model, which other chat models can share. */
    public ReflectiveModel model() {
        return model;
    }

    /** Closes the model if this chat model loaded it. */
    @Override
    public void close() {
        if (ownsModel) {
            model.close();
        }
    }

    /** Settings of a chat model. All are optional; see {@link ModelOptions} and {@link ReflectionSettings}. */
    public static final class Builder {

        private ModelOptions options = ModelOptions.embedded();
        private ReflectionSettings settings = ReflectionSettings.standard();
        private @Nullable ReflectiveModel model;
        private ReflectionListener reflectionListener = new ReflectionListener() {};
        private List<ChatModelListener> listeners = List.of();
        private boolean returnThinking;

        private Builder() {}

        /** A model that is loaded already, shared with others; it stays open when this chat model is closed. */
        public Builder model(ReflectiveModel value) {
            model = value;
            return this;
        }

        /** A Hugging Face folder. Default: the embedded model. */
        public Builder modelPath(Path value) {
            options = options.withPath(value);
            return this;
        }

        /** k of 2, 8 or 32. Default medium. */
        public Builder effort(ReasoningEffort value) {
            return trajectories(value.trajectories());
        }

        /** How many trajectories compete, k, at least 1. */
        public Builder trajectories(int k) {
            if (k < 1) {
                throw new IllegalArgumentException("trajectories is " + k + "; it must be at least 1");
            }
            settings = settings.withTrajectories(k);
            return this;
        }

        /** 0 (greedy) to 100. */
        public Builder temperature(@Nullable Double value) {
            settings = settings.withSampling(value, settings.topP(), settings.topK(), settings.repetitionPenalty());
            return this;
        }

        /** More than 0, at most 1. */
        public Builder topP(@Nullable Double value) {
            settings =
                    settings.withSampling(settings.temperature(), value, settings.topK(), settings.repetitionPenalty());
            return this;
        }

        /** 0 is no limit. */
        public Builder topK(@Nullable Integer value) {
            settings =
                    settings.withSampling(settings.temperature(), settings.topP(), value, settings.repetitionPenalty());
            return this;
        }

        /** More than 0; 1 is none. */
        public Builder repetitionPenalty(@Nullable Double value) {
            settings = settings.withSampling(settings.temperature(), settings.topP(), settings.topK(), value);
            return this;
        }

        /** Of one trajectory. */
        public Builder maxThinkingTokens(@Nullable Integer value) {
            settings = settings.withLimits(value, settings.maxOutputTokens());
            return this;
        }

        /** Of the answer, thinking not counted. */
        public Builder maxOutputTokens(@Nullable Integer value) {
            settings = settings.withLimits(settings.maxThinkingTokens(), value);
            return this;
        }

        /** The same seed gives the same trajectories. Default: another one each time. */
        public Builder seed(@Nullable Long value) {
            settings = settings.withSeed(value);
            return this;
        }

        /** {@code auto}, {@code cpu}, {@code cuda:N}. */
        public Builder device(String value) {
            return devices(List.of(value));
        }

        /** Several GPUs, over which the layers are split. */
        public Builder devices(List<String> value) {
            options = options.withDevices(value);
            return this;
        }

        /** The type to compute in. */
        public Builder dtype(@Nullable Dtype value) {
            options = options.withDtype(value);
            return this;
        }

        /** libtorch's threads, a setting of the whole process. */
        public Builder threads(@Nullable Integer value) {
            options = options.withThreads(value);
            return this;
        }

        /** Whether a checkpoint without score head is loaded all the same. */
        public Builder allowMissingHead(boolean value) {
            options = options.withAllowMissingHead(value);
            return this;
        }

        /** Trajectories that decode at once, of all requests; more wait their turn. Default 64. */
        public Builder maxRows(int value) {
            options = options.withMaxRows(value);
            return this;
        }

        /** Bytes for keys and values of running trajectories; more wait. Default: a quarter of the memory. */
        public Builder maxCacheBytes(@Nullable Long value) {
            options = options.withMaxCacheBytes(value);
            return this;
        }

        /** Where steps end, a name of {@link StepRules}. */
        public Builder stepRule(@Nullable String value) {
            settings = settings.withStepRule(value);
            return this;
        }

        /** What makes one score of a trajectory's step scores. Default: their geometric mean. */
        public Builder aggregator(Aggregator value) {
            settings = settings.withSelection(value, settings.selector());
            return this;
        }

        /** Which trajectory wins. Default: the best score. */
        public Builder selector(Selector value) {
            settings = settings.withSelection(settings.aggregator(), value);
            return this;
        }

        /** Whether the message carries the winner's thinking. Default false. */
        public Builder returnThinking(boolean value) {
            returnThinking = value;
            return this;
        }

        /** Watches trajectories compete, for every request. */
        public Builder reflectionListener(ReflectionListener value) {
            reflectionListener = value;
            return this;
        }

        public Builder listeners(List<ChatModelListener> value) {
            listeners = value;
            return this;
        }

        /** Loads the model, unless one was given, and makes the chat model. */
        public MetaStoneChatModel build() {
            return new MetaStoneChatModel(this);
        }
    }
}
