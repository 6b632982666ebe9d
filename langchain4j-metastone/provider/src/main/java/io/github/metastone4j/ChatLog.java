package io.github.metastone4j;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.github.metastone4j.effort.Economy;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines that a chat model logs of its requests, each on one line whatever users write, and all of one request under one
 * number.
 */
final class ChatLog {

    private static final Logger log = LoggerFactory.getLogger(ChatLog.class);

    private final String model;
    private final boolean requests;
    private final boolean responses;
    private final AtomicLong numbers = new AtomicLong();

    ChatLog(String model, boolean requests, boolean responses) {
        this.model = model;
        this.requests = requests;
        this.responses = responses;
    }

    /** Returns the request's number, from 1. */
    long request(ChatRequest request, MetaStoneChatRequestParameters parameters) {
        long number = numbers.incrementAndGet();
        if (requests) {
            log.info("Request {} to {}: {}; {}", number, model, oneLine(request.messages()), oneLine(set(parameters)));
        }
        return number;
    }

    void response(long number, ChatResponse response, Reflection reflection) {
        if (responses) {
            log.info(
                    "Response {} of {}: {}; {}, {}; {}",
                    number,
                    model,
                    oneLine(response.aiMessage()),
                    response.finishReason(),
                    response.tokenUsage(),
                    oneLine(reflection.selection().reason()));
        }
    }

    void failure(long number, RuntimeException failure) {
        if (responses) {
            log.info("Request {} to {} failed: {}", number, model, oneLine(failure));
        }
    }

    /** The parameters that say something. */
    static String set(MetaStoneChatRequestParameters parameters) {
        var joined = new StringJoiner(", ");
        add(joined, "trajectories", parameters.trajectories());
        Economy economy = parameters.economy();
        add(joined, "confidence", economy == null ? null : economy.confidence());
        add(joined, "pruning", economy == null ? null : economy.pruning());
        add(joined, "tokenBudget", parameters.tokenBudget());
        add(joined, "timeBudget", parameters.timeBudget());
        add(joined, "search", parameters.search());
        add(joined, "temperature", parameters.temperature());
        add(joined, "topP", parameters.topP());
        add(joined, "topK", parameters.topK());
        add(joined, "repetitionPenalty", parameters.repetitionPenalty());
        add(joined, "maxThinkingTokens", parameters.maxThinkingTokens());
        add(joined, "maxOutputTokens", parameters.maxOutputTokens());
        add(joined, "stopSequences", parameters.stopSequences().isEmpty() ? null : parameters.stopSequences());
        add(joined, "seed", parameters.seed());
        add(joined, "stepRule", parameters.stepRule());
        add(joined, "aggregator", parameters.aggregator());
        add(joined, "selector", parameters.selector());
        add(joined, "returnTrajectories", parameters.returnTrajectories());
        add(joined, "deadline", parameters.deadline());
        add(joined, "toolChoice", parameters.toolChoice());
        for (ToolSpecification tool : parameters.toolSpecifications()) {
            add(joined, "tool", tool.name());
        }
        return joined.length() == 0 ? "all defaults" : joined.toString();
    }

    private static void add(StringJoiner joined, String name, @Nullable Object value) {
        if (value != null) {
            joined.add(name + "=" + value);
        }
    }

    /** Control characters spelled out: what a user writes neither begins a line of the log nor recolours a terminal. */
    static String oneLine(Object value) {
        StringBuilder line = new StringBuilder();
        String.valueOf(value).codePoints().forEach(character -> {
            switch (character) {
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    if (Character.isISOControl(character) || character == 0x2028 || character == 0x2029) {
                        line.append(String.format("\\u%04x", character));
                    } else {
                        line.appendCodePoint(character);
                    }
                }
            }
        });
        return line.toString();
    }
}
