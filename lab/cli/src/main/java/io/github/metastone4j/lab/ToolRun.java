package io.github.metastone4j.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.agent.tool.ToolSpecifications;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.github.metastone4j.MetaStoneChatModel;
import io.github.metastone4j.MetaStoneChatRequestParameters;
import io.github.metastone4j.MetaStoneTokenUsage;
import io.github.metastone4j.cli.ModelArguments;
import io.github.metastone4j.evaluation.rollout.ProgressListener;
import io.github.metastone4j.nano.Calculator;
import io.github.metastone4j.nano.recipe.NanoProblem;
import io.github.metastone4j.selection.FinalAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Solves a problem as an agent does: the model is offered a calculator among other tools and asked again with what it calls,
 * until it answers.
 *
 * @param chat samples with its own settings
 * @param trajectories of every turn
 */
record ToolRun(MetaStoneChatModel chat, int trajectories, long seed) {

    /**
     * How one problem went.
     *
     * @param correct whether the answer's box is right
     * @param calls that the model wrote
     * @param wellFormed how many of them are JSON, name a tool that is offered and have the arguments that its schema asks for
     * @param computed how many of those had a result: the rest are expressions that cannot be read
     * @param rightExpression whether the first call computed the answer
     * @param tokens of all trajectories of all turns
     */
    record Outcome(boolean correct, int calls, int wellFormed, int computed, boolean rightExpression, long tokens) {}

    private static final int MOST_TURNS = 4;
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final Calculator CALCULATOR = new Calculator();

    /** The calculator, and two tools that no problem of arithmetic needs. */
    static final List<ToolSpecification> TOOLS = tools();

    private static List<ToolSpecification> tools() {
        List<ToolSpecification> tools = new ArrayList<>(ToolSpecifications.toolSpecificationsFrom(CALCULATOR));
        tools.add(tool("convert", "Converts a value from one unit to another", "value", "from", "to"));
        tools.add(tool("weather", "The weather in a city", "city"));
        return List.copyOf(tools);
    }

    private static ToolSpecification tool(String name, String description, String... parameters) {
        JsonObjectSchema.Builder schema = JsonObjectSchema.builder().required(parameters);
        for (String parameter : parameters) {
            schema.addStringProperty(parameter);
        }
        return ToolSpecification.builder()
                .name(name)
                .description(description)
                .parameters(schema.build())
                .build();
    }

    /** Solves problems, several at once so that the decode loop's batch stays full; results come in their order. */
    List<Outcome> over(List<NanoProblem> problems, ProgressListener progress) {
        List<Callable<Outcome>> all = IntStream.range(0, problems.size())
                .<Callable<Outcome>>mapToObj(number -> () -> solve(problems.get(number), number))
                .toList();
        var done = new AtomicInteger();
        var right = new AtomicInteger();
        return InFlight.run(1 + ModelArguments.MANY_ROWS / trajectories, all, outcome -> {
            right.addAndGet(outcome.correct() ? 1 : 0);
            progress.report(
                    "k = " + trajectories,
                    done.incrementAndGet(),
                    problems.size(),
                    String.format(Locale.ROOT, "%.1f %% right", 100.0 * right.get() / done.get()));
        });
    }

    /** Solves one problem; every turn is drawn with a seed of its own. */
    Outcome solve(NanoProblem problem, int number) {
        List<ChatMessage> messages = new ArrayList<>();
        messages.add(UserMessage.from(problem.question()));
        int calls = 0;
        int wellFormed = 0;
        int computed = 0;
        boolean rightExpression = false;
        long tokens = 0;
        for (int turn = 0; turn < MOST_TURNS; turn++) {
            ChatResponse response = chat.chat(ChatRequest.builder()
                    .messages(messages)
                    .parameters(MetaStoneChatRequestParameters.builder()
                            .toolSpecifications(TOOLS)
                            .trajectories(trajectories)
                            .seed((seed * 1_000_003 + number) * MOST_TURNS + turn)
                            .build())
                    .build());
            tokens += ((MetaStoneTokenUsage) response.tokenUsage()).allOutputTokens();
            AiMessage message = response.aiMessage();
            String text = message.text() == null ? "" : message.text();
            // A call that cannot be read is left in the text.
            calls += text.contains("<tool_call>") ? 1 : 0;
            if (!message.hasToolExecutionRequests()) {
                boolean correct = FinalAnswer.matches(problem.answer(), FinalAnswer.of(text));
                return new Outcome(correct, calls, wellFormed, computed, rightExpression, tokens);
            }
            messages.add(message);
            for (ToolExecutionRequest call : message.toolExecutionRequests()) {
                calls++;
                Result result = result(call);
                wellFormed += result.wellFormed() ? 1 : 0;
                computed += result.computed() ? 1 : 0;
                rightExpression |=
                        calls == 1 && result.computed() && FinalAnswer.matches(problem.answer(), result.text());
                messages.add(ToolExecutionResultMessage.from(call, result.text()));
            }
        }
        return new Outcome(false, calls, wellFormed, computed, rightExpression, tokens);
    }

    /** What a call comes to. */
    record Result(boolean wellFormed, boolean computed, String text) {

        static Result malformed(String text) {
            return new Result(false, false, text);
        }
    }

    static Result result(ToolExecutionRequest call) {
        ToolSpecification tool = TOOLS.stream()
                .filter(candidate -> candidate.name().equals(call.name()))
                .findFirst()
                .orElse(null);
        if (tool == null) {
            return Result.malformed("there is no tool '" + call.name() + "'; call one that is offered");
        }
        try {
            JsonNode arguments = JSON.readTree(call.arguments());
            Set<String> names = new TreeSet<>();
            arguments.fieldNames().forEachRemaining(names::add);
            Set<String> required = new TreeSet<>(tool.parameters().required());
            for (String name : names) {
                if (!arguments.path(name).isValueNode()) {
                    return Result.malformed("argument '" + name + "' must be a text; write it in quotes");
                }
            }
            if (!names.equals(required)) {
                return Result.malformed(call.name() + " takes " + required + ", not " + names);
            }
            if (!tool.name().equals(TOOLS.get(0).name())) {
                return new Result(true, false, "not available");
            }
            return new Result(
                    true,
                    true,
                    CALCULATOR.calculator(
                            arguments.path(required.iterator().next()).asText()));
        } catch (JsonProcessingException e) {
            return Result.malformed("the arguments are no JSON; write an object");
        } catch (IllegalArgumentException e) {
            return new Result(true, false, String.valueOf(e.getMessage()));
        }
    }
}
