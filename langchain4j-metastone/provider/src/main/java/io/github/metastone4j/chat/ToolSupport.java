package io.github.metastone4j.chat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import io.github.metastone4j.jinja.JinjaException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a template does with tools. It is found out by having it write small conversations: what does not appear in the
 * prompt, the template does not know.
 *
 * @param describesTools whether it writes the tools' descriptions
 * @param calls how it takes calls and their results; null if it does not write both
 * @param takesSystemMessages whether it writes a system message
 * @param format how a model with this template writes calls
 */
record ToolSupport(
        boolean describesTools, @Nullable CallForm calls, boolean takesSystemMessages, ToolCallFormat format) {

    /** Writes a prompt from a conversation and tools in the template's form. */
    interface Prompt {
        String of(List<Map<String, Object>> messages, @Nullable List<Map<String, Object>> tools);
    }

    /** Most templates take an object; some of those that print it in Python's syntax mean to be given text. */
    private static final List<CallForm> FORMS = List.of(
            CallForm.USUAL,
            new CallForm(false, true, false),
            new CallForm(true, false, false),
            new CallForm(true, true, false));

    private static final String TOOL = "probe_tool";
    private static final String KEY = "probe_key";
    private static final UserMessage QUESTION = UserMessage.from("probe_question");
    private static final List<ToolSpecification> TOOLS = List.of(ToolSpecification.builder()
            .name(TOOL)
            .description("probe_description")
            .parameters(JsonObjectSchema.builder()
                    .addStringProperty("probe_property")
                    .build())
            .build());

    private static final Pattern PARAMETERS = Pattern.compile("\"parameters\"\\s*:\\s*\\{\\s*\"" + KEY);

    static ToolSupport of(Prompt prompt) {
        boolean system = write(prompt, CallForm.USUAL, false, SystemMessage.from("probe_system"), QUESTION)
                .contains("probe_system");
        String described = write(prompt, CallForm.USUAL, true, QUESTION);
        if (!described.contains(TOOL) || !described.contains("probe_property")) {
            return new ToolSupport(false, null, system, ToolCallFormat.TAGGED);
        }
        CallForm form = FORMS.stream()
                .filter(candidate -> takesCalls(prompt, candidate, 1))
                .findFirst()
                .orElse(null);
        if (form == null) {
            return new ToolSupport(true, null, system, ToolCallFormat.TAGGED);
        }
        String called = write(prompt, form, true, conversation(1));
        ToolCallFormat format = called.contains(ToolCallFormat.OPEN_TAG)
                ? ToolCallFormat.TAGGED
                : PARAMETERS.matcher(called).find() ? ToolCallFormat.BARE_PARAMETERS : ToolCallFormat.BARE_ARGUMENTS;
        boolean oneAtATime = !takesCalls(prompt, form, 2);
        return new ToolSupport(
                true, new CallForm(form.argumentsAsText(), form.emptyContent(), oneAtATime), system, format);
    }

    private static boolean takesCalls(Prompt prompt, CallForm form, int calls) {
        String written = write(prompt, form, true, conversation(calls));
        boolean complete = Stream.of("probe_call_", KEY, "probe_value_", "probe_result_")
                .allMatch(part -> written.contains(part + 1) && written.contains(part + calls));
        // A dictionary or a null that the template passes on unasked shows as Python prints it.
        return complete && !written.contains("'" + KEY) && (form.emptyContent() || !written.contains("None"));
    }

    private static ChatMessage[] conversation(int calls) {
        List<ToolExecutionRequest> requests = new ArrayList<>();
        List<ChatMessage> results = new ArrayList<>();
        for (int i = 1; i <= calls; i++) {
            ToolExecutionRequest request = ToolExecutionRequest.builder()
                    .id("call_probe" + i)
                    .name("probe_call_" + i)
                    .arguments("{\"" + KEY + i + "\": \"probe_value_" + i + "\"}")
                    .build();
            requests.add(request);
            results.add(ToolExecutionResultMessage.from(request, "probe_result_" + i));
        }
        return Stream.concat(Stream.of(QUESTION, AiMessage.from(requests)), results.stream())
                .toArray(ChatMessage[]::new);
    }

    /** Nothing if the template refuses. */
    private static String write(Prompt prompt, CallForm form, boolean withTools, ChatMessage... conversation) {
        TemplateMessages messages = new TemplateMessages(UnaryOperator.identity(), form);
        try {
            return prompt.of(messages.of(Arrays.asList(conversation)), withTools ? messages.ofTools(TOOLS) : null);
        } catch (JinjaException e) {
            return "";
        }
    }
}
