package io.github.metastone4j.quarkus.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import io.github.metastone4j.quarkus.openai.CompletionRequest.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The messages of a request, in LangChain4j's classes. */
final class Conversation {

    private static final Set<String> INSTRUCTS = Set.of("system", "developer");

    private final Map<String, String> toolNames = new HashMap<>(); // by the id of the call

    private Conversation() {}

    static List<ChatMessage> of(@Nullable List<Message> messages) {
        if (messages == null || messages.isEmpty()) {
            throw ApiException.invalid("messages", "messages are missing; there must be at least one");
        }
        if (messages.stream().anyMatch(Objects::isNull)) {
            throw ApiException.invalid("messages", "a message is null; it must be an object with a role");
        }
        var conversation = new Conversation();
        return messages.stream()
                .filter(message -> !isEmptyInstruction(message))
                .map(conversation::message)
                .toList();
    }

    /** Clients send one where nobody has written anything into it. */
    private static boolean isEmptyInstruction(Message message) {
        return INSTRUCTS.contains(String.valueOf(message.role()))
                && text(message).isBlank();
    }

    private static UserMessage question(Message message) {
        String text = text(message);
        if (text.isBlank()) {
            throw ApiException.invalid("messages", "a message of the role 'user' has no text; write something into it");
        }
        return UserMessage.from(text);
    }

    private ChatMessage message(Message message) {
        String role = String.valueOf(message.role());
        if (INSTRUCTS.contains(role)) {
            return SystemMessage.from(text(message));
        }
        return switch (role) {
            case "user" -> question(message);
            case "assistant" -> answer(message);
            case "tool" -> result(message);
            default ->
                throw ApiException.invalid(
                        "messages",
                        "a message has the role '" + message.role()
                                + "'; it must be system, developer, user, assistant or tool");
        };
    }

    private AiMessage answer(Message message) {
        List<ToolExecutionRequest> calls = new ArrayList<>();
        for (CompletionRequest.ToolCall call :
                message.toolCalls() == null ? List.<CompletionRequest.ToolCall>of() : message.toolCalls()) {
            CompletionRequest.Call function = call == null ? null : call.function();
            if (function == null || function.name() == null || call.id() == null) {
                throw ApiException.invalid("messages", "a tool call lacks its id or its function's name");
            }
            toolNames.put(call.id(), function.name());
            calls.add(ToolExecutionRequest.builder()
                    .id(call.id())
                    .name(function.name())
                    .arguments(function.arguments())
                    .build());
        }
        if (calls.isEmpty()) {
            return AiMessage.from(text(message));
        }
        boolean silent = message.content() == null || message.content().isNull();
        return AiMessage.builder()
                .text(silent ? null : text(message))
                .toolExecutionRequests(calls)
                .build();
    }

    private ToolExecutionResultMessage result(Message message) {
        String name = toolNames.get(String.valueOf(message.toolCallId()));
        if (name == null) {
            throw ApiException.invalid(
                    "messages",
                    "a tool's result has the tool_call_id '" + message.toolCallId() + "', which no call before it has");
        }
        return ToolExecutionResultMessage.from(message.toolCallId(), name, text(message));
    }

    private static String text(Message message) {
        JsonNode content = message.content();
        if (content != null && content.isTextual()) {
            return content.asText();
        }
        if (content == null || !content.isArray()) {
            throw ApiException.invalid("messages", "a message of the role '" + message.role() + "' has no content");
        }
        var text = new StringBuilder();
        for (JsonNode part : content) {
            if (!part.path("type").asText().equals("text")) {
                throw ApiException.invalid(
                        "messages",
                        "a message has a part of type '" + part.path("type").asText()
                                + "'; this model reads text only");
            }
            text.append(part.path("text").asText());
        }
        return text.toString();
    }
}
