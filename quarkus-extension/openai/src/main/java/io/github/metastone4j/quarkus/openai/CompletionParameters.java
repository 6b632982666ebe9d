package io.github.metastone4j.quarkus.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.ToolChoice;
import io.github.metastone4j.MetaStoneChatRequestParameters;
import io.github.metastone4j.ReasoningEffort;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The settings of a request, in LangChain4j's words. What would change the answer but can't be had is refused. */
final class CompletionParameters {

    private CompletionParameters() {}

    static MetaStoneChatRequestParameters.Builder of(CompletionRequest request) {
        refuseUnsupported(request);
        MetaStoneChatRequestParameters.Builder parameters = MetaStoneChatRequestParameters.builder();
        Integer trajectories = trajectories(request.metastone());
        if (trajectories != null) {
            parameters.trajectories(trajectories);
        } else if (request.reasoningEffort() != null) {
            effort(parameters, request.reasoningEffort());
        }
        Integer limit = request.maxCompletionTokens() == null ? request.maxTokens() : request.maxCompletionTokens();
        parameters.maxOutputTokens(limit).temperature(request.temperature()).topP(request.topP());
        parameters.stopSequences(stop(request.stop()));
        List<ToolSpecification> tools = tools(request.tools());
        parameters.toolSpecifications(tools);
        ToolChoice choice = toolChoice(request.toolChoice());
        if (!tools.isEmpty()) {
            parameters.toolChoice(choice);
        } else if (choice == ToolChoice.REQUIRED) {
            throw ApiException.invalid(
                    "tool_choice", "tool_choice is required, but there are no tools: offer some, or leave it out");
        }
        return parameters;
    }

    private static void refuseUnsupported(CompletionRequest request) {
        requireUnset("frequency_penalty", request.frequencyPenalty());
        requireUnset("presence_penalty", request.presencePenalty());
        if (Boolean.FALSE.equals(request.parallelToolCalls()) && request.tools() != null) {
            throw ApiException.invalid(
                    "parallel_tool_calls",
                    "parallel_tool_calls is false; this model may make several calls at once: leave it out, and run them"
                            + " one after another");
        }
        requireMissing("functions", request.functions());
        requireMissing("function_call", request.functionCall());
        if (Boolean.TRUE.equals(request.logprobs())) {
            throw ApiException.invalid("logprobs", "logprobs is true; this model does not return them: leave it out");
        }
        if (request.logitBias() != null && !request.logitBias().isEmpty()) {
            throw ApiException.invalid("logit_bias", "logit_bias is not supported: leave it out");
        }
        JsonNode format = request.responseFormat();
        if (format != null && !format.isNull() && !format.path("type").asText().equals("text")) {
            throw ApiException.invalid(
                    "response_format",
                    "response_format is " + format.path("type").asText()
                            + "; only text is supported: ask for JSON in the prompt");
        }
    }

    private static void requireMissing(String name, @Nullable JsonNode value) {
        if (value != null && !value.isNull()) {
            throw ApiException.invalid(name, name + " is an older form; send tools and tool_choice");
        }
    }

    private static void requireUnset(String name, @Nullable Double value) {
        if (value != null && value != 0) {
            throw ApiException.invalid(name, name + " is " + value + "; it is not supported: leave it out, or 0");
        }
    }

    /** What is asked for in {@code metastone}: how many trajectories compete, 1 to 4096. */
    private static @Nullable Integer trajectories(@Nullable JsonNode extension) {
        if (extension == null || extension.isNull()) {
            return null;
        }
        JsonNode trajectories = extension.path("trajectories");
        boolean absent = trajectories.isMissingNode();
        boolean given = trajectories.isIntegralNumber() && trajectories.canConvertToInt();
        boolean alone = extension.isObject() && extension.size() == (absent ? 0 : 1);
        if (!alone || !(absent || given || trajectories.isNull())) {
            throw ApiException.invalid(
                    "metastone",
                    "metastone is " + extension
                            + "; it must be an object with trajectories, a whole number, and nothing else");
        }
        return given ? Integer.valueOf(trajectories.asInt()) : null;
    }

    private static void effort(MetaStoneChatRequestParameters.Builder parameters, String effort) {
        switch (effort) {
            case "none", "minimal" -> parameters.trajectories(1);
            case "low", "medium", "high", "auto" ->
                parameters.effort(ReasoningEffort.valueOf(effort.toUpperCase(Locale.ROOT)));
            default ->
                throw ApiException.invalid(
                        "reasoning_effort",
                        "reasoning_effort is '" + effort + "'; it must be none, minimal, low, medium, high or auto");
        }
    }

    private static List<String> stop(@Nullable JsonNode stop) {
        List<String> texts = new ArrayList<>();
        if (stop != null && stop.isArray()) {
            stop.forEach(text -> texts.add(stopText(text)));
        } else if (stop != null && !stop.isNull()) {
            texts.add(stopText(stop));
        }
        if (texts.stream().anyMatch(String::isEmpty)) {
            throw ApiException.invalid(
                    "stop", "stop has an empty text, before which every answer would end: leave it out");
        }
        return texts;
    }

    private static String stopText(JsonNode text) {
        if (!text.isTextual()) {
            throw ApiException.invalid("stop", "stop has " + text + "; it must be a text, or an array of texts");
        }
        return text.asText();
    }

    private static List<ToolSpecification> tools(@Nullable List<CompletionRequest.Tool> tools) {
        List<ToolSpecification> specifications = new ArrayList<>();
        for (CompletionRequest.Tool tool : tools == null ? List.<CompletionRequest.Tool>of() : tools) {
            if (tool == null) {
                throw ApiException.invalid("tools", "a tool is null; tools must be functions with a name");
            }
            CompletionRequest.Function function = tool.function();
            if (!"function".equals(tool.type()) || function == null || function.name() == null) {
                throw ApiException.invalid(
                        "tools", "a tool is of type '" + tool.type() + "'; tools must be functions with a name");
            }
            specifications.add(ToolSpecification.builder()
                    .name(function.name())
                    .description(function.description())
                    .parameters(ToolSchemas.parameters(function.parameters()))
                    .build());
        }
        return specifications;
    }

    private static ToolChoice toolChoice(@Nullable JsonNode choice) {
        String name = choice == null || choice.isNull() ? "auto" : choice.asText();
        return switch (name) {
            case "auto", "none", "required" -> ToolChoice.valueOf(name.toUpperCase(Locale.ROOT));
            default ->
                throw ApiException.invalid(
                        "tool_choice",
                        "tool_choice is " + choice
                                + "; it must be auto, none or required. To force one tool, offer that one alone");
        };
    }
}
