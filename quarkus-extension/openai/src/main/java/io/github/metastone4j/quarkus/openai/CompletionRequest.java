package io.github.metastone4j.quarkus.openai;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request for a chat completion. Fields that change nothing here ({@code user}, {@code store} and the like) are
 * ignored; those that would change the answer are refused, as {@link CompletionParameters} says. In {@code metastone} stands
 * what that API has no word for.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(SnakeCaseStrategy.class)
record CompletionRequest(
        @Nullable String model,
        @Nullable List<Message> messages,
        @Nullable Boolean stream,
        @Nullable StreamOptions streamOptions,
        @Nullable Integer n,
        @Nullable String reasoningEffort,
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer maxTokens,
        @Nullable Integer maxCompletionTokens,
        @Nullable JsonNode stop,
        @Nullable Long seed,
        @Nullable List<Tool> tools,
        @Nullable JsonNode toolChoice,
        @Nullable Boolean parallelToolCalls,
        @Nullable JsonNode functions,
        @Nullable JsonNode functionCall,
        @Nullable JsonNode responseFormat,
        @Nullable Double frequencyPenalty,
        @Nullable Double presencePenalty,
        @Nullable Boolean logprobs,
        @Nullable JsonNode logitBias,
        @Nullable JsonNode metastone) {

    /** One turn of the conversation; its content is text, or a list of parts. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonNaming(SnakeCaseStrategy.class)
    record Message(
            @Nullable String role,
            @Nullable JsonNode content,
            @Nullable List<ToolCall> toolCalls,
            @Nullable String toolCallId) {}

    /** A call that the model has made before. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record ToolCall(@Nullable String id, @Nullable Call function) {}

    /** Name of a tool, and its arguments as JSON text. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Call(@Nullable String name, @Nullable String arguments) {}

    /** A tool that the model may call. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Tool(@Nullable String type, @Nullable Function function) {}

    /** What a tool is called, does and takes: a JSON schema. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Function(@Nullable String name, @Nullable String description, @Nullable JsonNode parameters) {}

    /** Whether a stream ends with what it cost. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonNaming(SnakeCaseStrategy.class)
    record StreamOptions(@Nullable Boolean includeUsage) {}
}
