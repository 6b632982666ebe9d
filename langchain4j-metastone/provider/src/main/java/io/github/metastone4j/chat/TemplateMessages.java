package io.github.metastone4j.chat;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Messages and tools in the form that templates expect, which is that of the OpenAI chat API.
 *
 * @param quote applied to every text, so that none of it is read as a control token
 * @param form how the template wants tool calls
 */
record TemplateMessages(UnaryOperator<String> quote, CallForm form) {

    private static final ObjectMapper JSON = new ObjectMapper();

    List<Map<String, Object>> of(List<ChatMessage> messages) {
        return (form.oneAtATime() ? oneCallAtATime(messages) : messages)
                .stream().map(this::of).toList();
    }

    List<Map<String, Object>> ofTools(List<ToolSpecification> tools) {
        return tools.stream().map(this::of).toList();
    }

    Map<String, Object> of(ChatMessage message) {
        if (message instanceof SystemMessage system) {
            return message("system", system.text());
        }
        if (message instanceof UserMessage user) {
            return message("user", text(user));
        }
        if (message instanceof AiMessage ai) {
            return ofAnswer(ai);
        }
        if (message instanceof ToolExecutionResultMessage result) {
            Map<String, Object> mapped = message("tool", text(result));
            putIfPresent(mapped, "name", result.toolName());
            putIfPresent(mapped, "tool_call_id", result.id());
            return mapped;
        }
        throw new UnsupportedFeatureException("a chat template has no place for a message of type " + message.type());
    }

    /** Each call in a message of its own, its result behind it; results come in the order of their calls. */
    private static List<ChatMessage> oneCallAtATime(List<ChatMessage> messages) {
        List<ChatMessage> ordered = new ArrayList<>();
        Queue<ChatMessage> waiting = new ArrayDeque<>();
        for (ChatMessage message : messages) {
            if (!(message instanceof ToolExecutionResultMessage)) {
                ordered.addAll(waiting);
                waiting.clear();
            }
            if (message instanceof AiMessage answer && answer.hasToolExecutionRequests()) {
                waiting.addAll(oneCallEach(answer));
            } else {
                ordered.add(message);
            }
            if (!waiting.isEmpty()) {
                ordered.add(waiting.remove());
            }
        }
        ordered.addAll(waiting);
        return ordered;
    }

    private static List<AiMessage> oneCallEach(AiMessage answer) {
        List<AiMessage> messages = new ArrayList<>();
        String text = answer.text();
        for (ToolExecutionRequest call : answer.toolExecutionRequests()) {
            messages.add(AiMessage.builder()
                    .text(text)
                    .toolExecutionRequests(List.of(call))
                    .build());
            text = null;
        }
        return messages;
    }

    private static String text(UserMessage message) {
        return message.contents().stream().map(TemplateMessages::text).collect(joining("\n"));
    }

    private static String text(Content content) {
        if (content instanceof TextContent text) {
            return text.text();
        }
        throw new UnsupportedFeatureException(
                content.type().name().toLowerCase(Locale.ROOT) + " content: not supported; the model reads text only");
    }

    /** A result's text. Later versions of LangChain4j have results of other kinds, which refuse to be read as text. */
    static String text(ToolExecutionResultMessage result) {
        try {
            return result.text();
        } catch (IllegalStateException e) {
            throw new UnsupportedFeatureException("the result of tool '" + result.toolName()
                    + "' has non-text content: not supported; the model reads text only");
        }
    }

    private Map<String, Object> ofAnswer(AiMessage answer) {
        if (!answer.hasToolExecutionRequests()) {
            return message("assistant", answer.text());
        }
        Map<String, Object> mapped =
                message("assistant", answer.text() == null && form.emptyContent() ? "" : answer.text());
        mapped.put(
                "tool_calls",
                answer.toolExecutionRequests().stream().map(this::of).toList());
        return mapped;
    }

    private Map<String, Object> of(ToolExecutionRequest request) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", quote.apply(request.name()));
        function.put("arguments", arguments(request));
        Map<String, Object> call = new LinkedHashMap<>();
        putIfPresent(call, "id", request.id());
        call.put("type", "function");
        call.put("function", function);
        return call;
    }

    /** As an object, which templates write with {@code tojson}; a model may have written none, then as it is. */
    private @Nullable Object arguments(ToolExecutionRequest request) {
        String arguments = written(request);
        if (form.argumentsAsText()) {
            return quote.apply(arguments);
        }
        try {
            return quoted(JSON.readValue(arguments, Object.class));
        } catch (JsonProcessingException e) {
            return quote.apply(arguments);
        }
    }

    /** A call's arguments as they were written; an empty object for none. */
    static String written(ToolExecutionRequest request) {
        String arguments = request.arguments();
        return arguments == null || arguments.isBlank() ? "{}" : arguments;
    }

    private Map<String, Object> of(ToolSpecification tool) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", tool.name());
        if (tool.description() != null) {
            function.put("description", tool.description());
        }
        JsonObjectSchema parameters =
                tool.parameters() == null ? JsonObjectSchema.builder().build() : tool.parameters();
        function.put("parameters", JsonSchemaElementUtils.toMap(parameters));
        Map<String, Object> mapped = new LinkedHashMap<>();
        mapped.put("type", "function");
        mapped.put("function", quoted(function));
        return mapped;
    }

    /** @param content quoted here */
    Map<String, Object> message(String role, @Nullable String content) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("role", role);
        message.put("content", content == null ? null : quote.apply(content));
        return message;
    }

    private void putIfPresent(Map<String, Object> map, String key, @Nullable String text) {
        if (text != null) {
            map.put(key, quote.apply(text));
        }
    }

    /** Quotes all texts within, keys included. */
    private @Nullable Object quoted(@Nullable Object value) {
        if (value instanceof String text) {
            return quote.apply(text);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> quoted = new LinkedHashMap<>();
            map.forEach((key, element) -> quoted.put(quote.apply(String.valueOf(key)), quoted(element)));
            return quoted;
        }
        if (value instanceof List<?> list) {
            List<Object> quoted = new ArrayList<>();
            list.forEach(element -> quoted.add(quoted(element)));
            return quoted;
        }
        return value;
    }
}
