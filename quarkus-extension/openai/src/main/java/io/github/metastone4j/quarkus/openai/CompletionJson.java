package io.github.metastone4j.quarkus.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import io.github.metastone4j.MetaStoneChatResponseMetadata;
import io.github.metastone4j.MetaStoneTokenUsage;
import io.github.metastone4j.ReasoningEffort;
import io.github.metastone4j.Reflection;
import io.github.metastone4j.ReflectionTrajectory;
import io.github.metastone4j.ReflectionTrajectory.ScoredStep;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Completions and their chunks as OpenAI's API writes them. All of one request have the same id. */
final class CompletionJson {

    private final String model;
    private final String id = "chatcmpl-" + UUID.randomUUID();
    private final long created = Instant.now().getEpochSecond();

    CompletionJson(String model) {
        this.model = model;
    }

    private ObjectNode object(String kind) {
        return ApiJson.MAPPER
                .createObjectNode()
                .put("id", id)
                .put("object", kind)
                .put("created", created)
                .put("model", model);
    }

    /** A whole completion; choices in order, each with the winner's reasoning or null. */
    ObjectNode completion(List<ChatResponse> responses, List<@Nullable String> reasoning) {
        ObjectNode completion = object("chat.completion");
        ArrayNode choices = completion.putArray("choices");
        for (int i = 0; i < responses.size(); i++) {
            ChatResponse response = responses.get(i);
            ObjectNode choice = choices.addObject().put("index", i);
            message(choice.putObject("message"), response.aiMessage(), reasoning.get(i));
            choice.putNull("logprobs").put("finish_reason", reason(response));
            choice.set("metastone", reflection(response));
        }
        completion.set("usage", usage(responses));
        return completion;
    }

    private void message(ObjectNode message, AiMessage answer, @Nullable String reasoning) {
        message.put("role", "assistant").put("content", answer.text());
        if (reasoning != null) {
            message.put("reasoning_content", reasoning);
        }
        message.putNull("refusal");
        if (answer.hasToolExecutionRequests()) {
            ArrayNode calls = message.putArray("tool_calls");
            for (ToolExecutionRequest call : answer.toolExecutionRequests()) {
                put(call, calls.addObject());
            }
        }
    }

    private static void put(ToolExecutionRequest call, ObjectNode node) {
        node.put("id", call.id())
                .put("type", "function")
                .putObject("function")
                .put("name", call.name())
                .put("arguments", call.arguments());
    }

    /** The first chunk of a choice. */
    ObjectNode beginning(int choice) {
        return chunk(
                choice,
                ApiJson.MAPPER.createObjectNode().put("role", "assistant").put("content", ""));
    }

    ObjectNode reasoning(CompletionEvent.Reasoning event) {
        return chunk(event.choice(), ApiJson.MAPPER.createObjectNode().put("reasoning_content", event.text()));
    }

    ObjectNode text(CompletionEvent.Text event) {
        return chunk(event.choice(), ApiJson.MAPPER.createObjectNode().put("content", event.text()));
    }

    /** A call comes whole: what has been written of one may still turn out to be text. */
    ObjectNode call(CompletionEvent.Call event) {
        ObjectNode delta = ApiJson.MAPPER.createObjectNode();
        put(event.request(), delta.putArray("tool_calls").addObject().put("index", event.index()));
        return chunk(event.choice(), delta);
    }

    /** The last chunk of a choice. */
    ObjectNode end(CompletionEvent.Finished event) {
        ObjectNode chunk = chunk(event.choice(), ApiJson.MAPPER.createObjectNode());
        ObjectNode choice = (ObjectNode) chunk.get("choices").get(0);
        choice.put("finish_reason", reason(event.response()));
        choice.set("metastone", reflection(event.response()));
        return chunk;
    }

    /** The chunk behind all choices that tells what they cost. */
    ObjectNode cost(List<ChatResponse> responses) {
        ObjectNode chunk = object("chat.completion.chunk");
        chunk.putArray("choices");
        chunk.set("usage", usage(responses));
        return chunk;
    }

    private ObjectNode chunk(int choice, ObjectNode delta) {
        ObjectNode chunk = object("chat.completion.chunk");
        ObjectNode only = chunk.putArray("choices").addObject().put("index", choice);
        only.set("delta", delta);
        only.putNull("logprobs").putNull("finish_reason");
        return chunk;
    }

    private static String reason(ChatResponse response) {
        FinishReason reason = response.finishReason();
        return switch (reason) {
            case LENGTH -> "length";
            case TOOL_EXECUTION -> "tool_calls";
            default -> "stop";
        };
    }

    /** The prompt counts once, however many choices there are; of each choice, its winner. */
    private ObjectNode usage(List<ChatResponse> responses) {
        int prompt = responses.get(0).tokenUsage().inputTokenCount();
        int output = 0;
        int thinking = 0;
        int all = 0;
        for (ChatResponse response : responses) {
            var usage = (MetaStoneTokenUsage) response.tokenUsage();
            output += usage.outputTokenCount();
            thinking += usage.thinkingTokens();
            all += usage.allOutputTokens();
        }
        ObjectNode node = ApiJson.MAPPER
                .createObjectNode()
                .put("prompt_tokens", prompt)
                .put("completion_tokens", output)
                .put("total_tokens", prompt + output);
        node.putObject("completion_tokens_details").put("reasoning_tokens", thinking);
        node.putObject("metastone").put("all_completion_tokens", all);
        return node;
    }

    /** How the answer was found. */
    private ObjectNode reflection(ChatResponse response) {
        Reflection reflection = ((MetaStoneChatResponseMetadata) response.metadata()).reflection();
        ReasoningEffort effort = reflection.effort();
        ObjectNode node = ApiJson.MAPPER
                .createObjectNode()
                .put("effort", effort == null ? null : effort.name().toLowerCase(Locale.ROOT))
                .put("seed", reflection.seed())
                .put("selected", reflection.selection().index())
                .put("reason", reflection.selection().reason())
                .put("effort_reason", reflection.spending().reason());
        ArrayNode trajectories = node.putArray("trajectories");
        for (ReflectionTrajectory trajectory : reflection.trajectories()) {
            ObjectNode one = trajectories
                    .addObject()
                    .put("index", trajectory.index())
                    .put("score", trajectory.score())
                    .put("tokens", trajectory.tokens())
                    .put("ending", trajectory.ending().name().toLowerCase(Locale.ROOT));
            ArrayNode steps = one.putArray("steps");
            for (ScoredStep step : trajectory.steps()) {
                steps.addObject().put("score", step.score()).put("text", step.text());
            }
        }
        return node;
    }
}
