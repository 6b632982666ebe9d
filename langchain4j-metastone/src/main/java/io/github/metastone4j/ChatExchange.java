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
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What both chat models do: check a request, submit it, and make a response of what comes back. */
final class ChatExchange implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ChatExchange.class);

    private final ReflectiveModel model;
    private final boolean ownsModel;
    private final MetaStoneChatRequestParameters defaults;
    private final boolean returnThinking;
    private final boolean logRequests;
    private final boolean logResponses;

    ChatExchange(MetaStoneBuilder<?> builder) {
        this.ownsModel = builder.model == null;
        this.model = builder.model == null ? builder.load() : builder.model;
        this.returnThinking = builder.returnThinking;
        this.logRequests = builder.logRequests;
        this.logResponses = builder.logResponses;
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

    /** A request that has been checked and written as a prompt. */
    record Prepared(int[] prompt, MetaStoneChatRequestParameters parameters, ToolUse tools) {

        /** Who watches the trajectories of this request. */
        ReflectionListener listener() {
            return parameters.reflectionListener() == null ? ReflectionListener.NONE : parameters.reflectionListener();
        }
    }

    /**
     * Checks a request.
     *
     * @return its parameters, with the model's own where it has none
     * @throws UnsupportedFeatureException if it asks for something that can't be done: nothing is ignored
     */
    MetaStoneChatRequestParameters check(ChatRequest request) {
        MetaStoneChatRequestParameters parameters = defaults.overrideWith(request.parameters());
        requireSupported(parameters);
        if (logRequests) {
            log.info("Request to {}: {}, {}", model.name(), request.messages(), parameters);
        }
        return parameters;
    }

    /**
     * Writes a request as a prompt.
     *
     * @param parameters what {@link #check} returned
     */
    Prepared prepare(ChatRequest request, MetaStoneChatRequestParameters parameters) {
        try {
            boolean toolsMayBeCalled = parameters.toolChoice() != ToolChoice.NONE;
            List<ToolSpecification> tools = toolsMayBeCalled ? parameters.toolSpecifications() : List.of();
            return new Prepared(model.prompt(request.messages(), tools), parameters, use(tools, parameters));
        } catch (RuntimeException | LinkageError e) {
            throw failure(e);
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
        return ToolUse.of(tools, template.toolCallFormat(), required ? template.callOpenings(tools) : List.of());
    }

    /** Submits a request; the listeners are called by whoever awaits it, with {@link #failure}. */
    ReflectionRun begin(Prepared prepared, ReflectionListener listener, AnswerReader.Listener answer) {
        try {
            return model.begin(prepared.prompt(), prepared.parameters().settings(), prepared.tools(), listener, answer);
        } catch (RuntimeException | LinkageError e) {
            throw failure(e);
        }
    }

    ChatResponse response(Reflection reflection, Prepared prepared) {
        ReflectionTrajectory winner = reflection.winner();
        AiMessage.Builder message = AiMessage.builder()
                .text(reflection.answer().isEmpty() && !reflection.toolCalls().isEmpty() ? null : reflection.answer())
                .toolExecutionRequests(reflection.toolCalls());
        if (returnThinking && winner.thinking() != null) {
            message.thinking(winner.thinking().strip());
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
        if (logResponses) {
            log.info(
                    "Response of {}: {}, {}, {}; {}",
                    model.name(),
                    response.aiMessage(),
                    response.finishReason(),
                    response.tokenUsage(),
                    reflection.selection().reason());
        }
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
        refuse(parameters.frequencyPenalty() != null, "frequencyPenalty", "there is repetitionPenalty");
        refuse(parameters.presencePenalty() != null, "presencePenalty", "there is repetitionPenalty");
        refuse(
                parameters.responseFormat() != null
                        && parameters.responseFormat().type() == ResponseFormatType.JSON,
                "JSON response format",
                "ask for JSON in the message");
    }

    private static void refuse(boolean asked, String feature, String remedy) {
        if (asked) {
            throw new UnsupportedFeatureException(
                    feature + " is not supported by models that run in this process; " + remedy);
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
        } else if (reason instanceof ModelClosedException) {
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
