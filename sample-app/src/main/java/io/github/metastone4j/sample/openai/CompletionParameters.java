package io.github.metastone4j.sample.openai;

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
        if (request.metastone() != null && request.metastone().trajectories() != null) {
            parameters.trajectories(request.metastone().trajectories());
        } else if (request.reasoningEffort() != null) {
            effort(parameters, request.reasoningEffort());
        }
        Integer limit = request.maxCompletionTokens() == null ? request.maxTokens() : request.maxCompletionTokens();
        parameters.maxOutputTokens(limit).temperature(request.temperature()).topP(request.topP());
        parameters.stopSequences(stop(request.stop()));
        List<ToolSpecification> tools = tools(request.tools());
        parameters.toolSpecifications(tools);
        if (!tools.isEmpty()) {
            parameters.toolChoice(toolChoice(request.toolChoice()));
        }
        return parameters;
    }

    private static void refuseUnsupported(CompletionRequest request) {
        requireUnset("frequency_penalty", request.frequencyPenalty());
        requireUnset("presence_penalty", request.presencePenalty());
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

    private static void requireUnset(String name, @Nullable Double value) {
        if (value != null && value != 0) {
            throw ApiException.invalid(name, name + " is " + value + "; it is not supported: leave it out, or 0");
        }
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
        if (stop != null && stop.isTextual()) {
            texts.add(stop.asText());
        } else if (stop != null && stop.isArray()) {
            stop.forEach(text -> texts.add(text.asText()));
        }
        if (texts.stream().anyMatch(String::isEmpty)) {
            throw ApiException.invalid(
                    "stop", "stop has an empty text, before which every answer would end: leave it out");
        }
        return texts;
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
