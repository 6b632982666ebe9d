package io.github.metastone4j.chat;

import static java.util.stream.Collectors.joining;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tools for templates that know nothing of them: descriptions, calls and results as text of ordinary messages, in the
 * words and tags that Hermes made common ({@link ToolCallFormat#TAGGED}).
 *
 * <p>What comes from outside is quoted; the tags, which are written here, are not.
 *
 * @param plain maps messages without tools, and quotes
 */
record ToolTexts(TemplateMessages plain) {

    private static final String INSTRUCTIONS =
            """
            # Tools

            These tools can be called:
            %s

            To call one, write its name and its arguments as JSON between tags:
            <tool_call>
            {"name": "<name>", "arguments": {<arguments>}}
            </tool_call>
            Several calls are several such blocks. Then stop: the results follow between <tool_response> and \
            </tool_response>. Where no tool is needed, answer without a call.""";

    /** Calls become text of the assistant's, results that follow one another become one message of the user's. */
    List<Map<String, Object>> of(List<ChatMessage> messages) {
        List<Map<String, Object>> mapped = new ArrayList<>();
        List<String> results = new ArrayList<>();
        for (ChatMessage message : messages) {
            if (message instanceof ToolExecutionResultMessage result) {
                results.add("<tool_response>\n" + quoted(TemplateMessages.text(result)) + "\n</tool_response>");
                continue;
            }
            flush(results, mapped);
            mapped.add(
                    message instanceof AiMessage answer && answer.hasToolExecutionRequests()
                            ? withContent("assistant", text(answer))
                            : plain.of(message));
        }
        flush(results, mapped);
        return mapped;
    }

    /**
     * Describes the tools in the system message or, where the template would lose that, in the first message of the
     * user's.
     */
    List<Map<String, Object>> describe(
            List<ToolSpecification> tools, List<Map<String, Object>> messages, boolean inSystemMessage) {
        String instructions = INSTRUCTIONS.formatted(
                plain.ofTools(tools).stream().map(LenientJson::write).collect(joining("\n")));
        List<Map<String, Object>> described = new ArrayList<>(messages);
        List<Object> roles =
                messages.stream().map(message -> message.get("role")).toList();
        // Of several system messages some templates write the last one only.
        int place = inSystemMessage ? roles.lastIndexOf("system") : roles.indexOf("user");
        if (place < 0) {
            described.add(0, withContent(inSystemMessage ? "system" : "user", instructions));
            return described;
        }
        Map<String, Object> longer = new LinkedHashMap<>(messages.get(place));
        String content = String.valueOf(longer.get("content"));
        longer.put("content", inSystemMessage ? content + "\n\n" + instructions : instructions + "\n\n" + content);
        described.set(place, longer);
        return described;
    }

    private static void flush(List<String> results, List<Map<String, Object>> mapped) {
        if (!results.isEmpty()) {
            mapped.add(withContent("user", String.join("\n", results)));
            results.clear();
        }
    }

    private String text(AiMessage answer) {
        String calls = answer.toolExecutionRequests().stream().map(this::text).collect(joining("\n"));
        return answer.text() == null || answer.text().isBlank() ? calls : quoted(answer.text()) + "\n" + calls;
    }

    private String text(ToolExecutionRequest call) {
        String written = TemplateMessages.written(call);
        String arguments = LenientJson.isStrict(written) ? written : LenientJson.write(written);
        return ToolCallFormat.TAGGED.opening(quoted(call.name())) + " " + quoted(arguments) + "}\n"
                + ToolCallFormat.CLOSE_TAG;
    }

    private String quoted(String text) {
        return plain.quote().apply(text);
    }

    /** @param content quoted already */
    private static Map<String, Object> withContent(String role, String content) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("role", role);
        message.put("content", content);
        return message;
    }
}
