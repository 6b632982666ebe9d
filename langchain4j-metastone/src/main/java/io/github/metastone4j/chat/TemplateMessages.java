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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Messages and tools in the form that templates expect, which is that of the OpenAI chat API.
 *
 * @param quote applied to every text, so that none of it is read as a control token
 */
record TemplateMessages(UnaryOperator<String> quote) {

    private static final ObjectMapper JSON = new ObjectMapper();

    List<Map<String, Object>> of(List<ChatMessage> messages) {
        return messages.stream().map(this::of).toList();
    }

    List<Map<String, Object>> ofTools(List<ToolSpecification> tools) {
        return tools.stream().map(this::of).toList();
    }

    private Map<String, Object> of(ChatMessage message) {
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
            Map<String, Object> mapped = message("tool", result.text());
            putIfPresent(mapped, "name", result.toolName());
            putIfPresent(mapped, "tool_call_id", result.id());
            return mapped;
        }
        throw new UnsupportedFeatureException("a chat template has no place for a message of type " + message.type());
    }

    private static String text(UserMessage message) {
        return message.contents().stream().map(TemplateMessages::text).collect(joining("\n"));
    }

    private static String text(Content content) {
        if (content instanceof TextContent text) {
            return text.text();
        }
        throw new UnsupportedFeatureException(
                "the model reads text only; a user message has content of type " + content.type());
    }

    private Map<String, Object> ofAnswer(AiMessage answer) {
        Map<String, Object> mapped = message("assistant", answer.text());
        if (answer.hasToolExecutionRequests()) {
            mapped.put(
                    "tool_calls",
                    answer.toolExecutionRequests().stream().map(this::of).toList());
        }
        return mapped;
    }

    private Map<String, Object> of(ToolExecutionRequest request) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", quote.apply(request.name()));
        function.put("arguments", quoted(arguments(request)));
        Map<String, Object> call = new LinkedHashMap<>();
        putIfPresent(call, "id", request.id());
        call.put("type", "function");
        call.put("function", function);
        return call;
    }

    /** As an object, which templates write with {@code tojson}; a model may have written none, then as it is. */
    private static Object arguments(ToolExecutionRequest request) {
        String arguments = request.arguments();
        if (arguments == null || arguments.isBlank()) {
            return Map.of();
        }
        try {
            return JSON.readValue(arguments, Object.class);
        } catch (JsonProcessingException e) {
            return arguments;
        }
    }

    private Map<String, Object> of(ToolSpecification tool) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", tool.name());
        putIfPresent(function, "description", tool.description());
        JsonObjectSchema parameters =
                tool.parameters() == null ? JsonObjectSchema.builder().build() : tool.parameters();
        function.put("parameters", JsonSchemaElementUtils.toMap(parameters));
        Map<String, Object> mapped = new LinkedHashMap<>();
        mapped.put("type", "function");
        mapped.put("function", quoted(function));
        return mapped;
    }

    private Map<String, Object> message(String role, @Nullable String content) {
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
