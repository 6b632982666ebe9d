package io.github.metastone4j;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.NonRetriableException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import io.github.metastone4j.chat.AnswerReader;
import io.github.metastone4j.chat.ChatException;
import io.github.metastone4j.chat.ChatTemplate;
import io.github.metastone4j.generation.DeadlineExceededException;
import io.github.metastone4j.generation.ModelClosedException;
import io.github.metastone4j.generation.QueueFullException;
import io.github.metastone4j.generation.ThinkTags;
import io.github.metastone4j.kernel.JvmExitException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What both chat models do: check a request, submit it, and make a response of what comes back. */
final class ChatExchange implements AutoCloseable {

    private final ReflectiveModel model;
    private final boolean ownsModel;
    private final MetaStoneChatRequestParameters defaults;
    private final boolean returnThinking;
    private final ChatLog log;

    ChatExchange(MetaStoneBuilder<?> builder) {
        builder.requireOneModel();
        this.ownsModel = builder.model == null;
        this.model = builder.model == null ? builder.load() : builder.model;
        this.returnThinking = builder.returnThinking;
        this.log = new ChatLog(model.name(), builder.logRequests, builder.logResponses);
        try {
            MetaStoneChatRequestParameters asked = builder.parameters();
            requireSupported(asked);
            model.check(asked.settings());
            this.defaults = named(asked, model);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static MetaStoneChatRequestParameters named(MetaStoneChatRequestParameters asked, ReflectiveModel model) {
        return MetaStoneChatRequestParameters.builder()
                .overrideWith(asked)
                .modelName(model.name())
                .build();
    }

    /**
     * A request that has been checked and written as a prompt.
     *
     * @param number by which the log calls it
     * @param parameters those of the request, with the model's own where it has none
     */
    record Prepared(long number, int[] prompt, MetaStoneChatRequestParameters parameters, ToolUse tools) {

        /** Who watches the trajectories of this request. */
        ReflectionListener listener() {
            return parameters.reflectionListener() == null ? ReflectionListener.NONE : parameters.reflectionListener();
        }
    }

    /**
     * Checks a request and writes it as a prompt.
     *
     * @throws UnsupportedFeatureException if it asks for something that can't be done: nothing is ignored
     */
    Prepared prepare(ChatRequest request) {
        MetaStoneChatRequestParameters parameters = defaults.overrideWith(request.parameters());
        long number = log.request(request, parameters);
        try {
            requireSupported(parameters);
            boolean toolsMayBeCalled = parameters.toolChoice() != ToolChoice.NONE;
            List<ToolSpecification> tools = toolsMayBeCalled ? parameters.toolSpecifications() : List.of();
            return new Prepared(number, model.prompt(request.messages(), tools), parameters, use(tools, parameters));
        } catch (RuntimeException | LinkageError e) {
            throw failed(number, e);
        }
    }

    private ToolUse use(List<ToolSpecification> tools, ChatRequestParameters parameters) {
        boolean required = parameters.toolChoice() == ToolChoice.REQUIRED;
        if (tools.isEmpty()) {
            if (required) {
                throw new InvalidRequestException(
                        "toolChoice is REQUIRED, but the request has no tools; add toolSpecifications, or leave it out");
            }
            return ToolUse.NONE;
        }
        ChatTemplate template = model.template();
        return new ToolUse(template.toolCallFormat(), tools, required ? template.callOpenings(tools) : List.of());
    }

    /** Submits a request; the listeners are called by whoever awaits it, with {@link #failed}. */
    ReflectionRun begin(Prepared prepared, ReflectionListener listener, AnswerReader.Listener answer) {
        try {
            return model.begin(prepared.prompt(), prepared.parameters().settings(), prepared.tools(), listener, answer);
        } catch (RuntimeException | LinkageError e) {
            throw failed(prepared.number(), e);
        }
    }

    /** What to throw for the reason for which a request failed. */
    Function<Throwable, RuntimeException> failed(Prepared prepared) {
        return reason -> failed(prepared.number(), reason);
    }

    private RuntimeException failed(long number, Throwable reason) {
        RuntimeException failure = failure(reason);
        log.failure(number, failure);
        return failure;
    }

    ChatResponse response(Reflection reflection, Prepared prepared) {
        ReflectionTrajectory winner = reflection.winner();
        AiMessage.Builder message = AiMessage.builder()
                .text(reflection.answer().isEmpty() && !reflection.toolCalls().isEmpty() ? null : reflection.answer())
                .toolExecutionRequests(reflection.toolCalls());
        if (returnThinking) {
            message.thinking(winner.thoughts());
        }
        boolean withTexts = Boolean.TRUE.equals(prepared.parameters().returnTrajectories());
        ChatResponse response = ChatResponse.builder()
                .aiMessage(message.build())
                .metadata(MetaStoneChatResponseMetadata.builder()
                        .id(UUID.randomUUID().toString())
                        .modelName(model.name())
                        .tokenUsage(new MetaStoneTokenUsage(
                                reflection.promptTokens(),
                                winner.tokens(),
                                winner.thinkingTokens(),
                                reflection.allTokens()))
                        .finishReason(finishReason(reflection))
                        .reflection(withTexts ? reflection : reflection.withoutThinking())
                        .build())
                .build();
        log.response(prepared.number(), response, reflection);
        return response;
    }

    private static FinishReason finishReason(Reflection reflection) {
        if (!reflection.complete()) {
            return FinishReason.LENGTH;
        }
        return reflection.toolCalls().isEmpty() ? FinishReason.STOP : FinishReason.TOOL_EXECUTION;
    }

    /** What isn't supported is refused, never ignored. */
    private void requireSupported(ChatRequestParameters parameters) {
        String asked = parameters.modelName();
        if (asked != null && !asked.equals(model.name())) {
            throw new UnsupportedFeatureException("modelName '" + asked + "' is not supported: this is '" + model.name()
                    + "'; leave modelName out, or build a chat model for the other");
        }
        refuse("frequencyPenalty", parameters.frequencyPenalty(), "leave it out, or set repetitionPenalty");
        refuse("presencePenalty", parameters.presencePenalty(), "leave it out, or set repetitionPenalty");
        if (parameters.responseFormat() != null && parameters.responseFormat().type() == ResponseFormatType.JSON) {
            throw new UnsupportedFeatureException(
                    "JSON response format is not supported; leave it out, and ask for JSON in the message");
        }
    }

    private static void refuse(String name, @Nullable Object value, String remedy) {
        if (value != null) {
            throw new UnsupportedFeatureException(name + " is " + value + "; it is not supported: " + remedy);
        }
    }

    /** The exception by which LangChain4j knows a failure. Listeners see exceptions only, so errors become some. */
    static RuntimeException failure(Throwable reason) {
        String message = reason.getMessage() == null ? reason.toString() : reason.getMessage();
        if (reason instanceof LangChain4jException || reason instanceof CancellationException) {
            return (RuntimeException) reason;
        } else if (reason instanceof IllegalArgumentException || reason instanceof ChatException) {
            return new InvalidRequestException(message, reason); // too long a prompt, a setting out of range
        } else if (reason instanceof QueueFullException) {
            return new RateLimitException(message, reason);
        } else if (reason instanceof DeadlineExceededException) {
            return new TimeoutException(message, reason);
        } else if (reason instanceof ModelClosedException || reason instanceof JvmExitException) {
            return new NonRetriableException(message, reason);
        }
        return new InternalServerException(message, reason); // native code, memory, damaged weights
    }

    ReflectiveModel model() {
        return model;
    }

    MetaStoneChatRequestParameters defaults() {
        return defaults;
    }

    boolean returnsThinking() {
        return returnThinking;
    }

    /** Whether what is thought is the winner's for sure, and thinking from the first token on. */
    boolean isLive(Prepared prepared) {
        ThinkTags think = model.tokenizer().thinkTags();
        Integer k = prepared.parameters().trajectories();
        return k != null && k == 1 && think != null && think.leftOpenBy(prepared.prompt());
    }

    /** Closes the model if it was loaded for this chat model. */
    @Override
    public void close() {
        if (ownsModel) {
            model.close();
        }
    }
}
