package io.github.metastone4j.nano.recipe;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import io.github.metastone4j.nano.recipe.Errands.Errand;
import io.github.metastone4j.nano.recipe.OfferedTool.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * An endless stream of turns to learn from, the same for the same seed: problems without tools; problems with a calculator among
 * other tools, to call it and to read its result; errands for the other tools; and small talk, to decline. Some stand in a
 * longer conversation or behind a system message.
 *
 * <p>Problems are those of {@link NanoProblems#training}; larger numbers than theirs are never held out.
 */
final class Lessons {

    private static final List<String> SYSTEM = List.of(
            "You are a helpful assistant.",
            "You are a helpful assistant that solves arithmetic problems.",
            "Be brief.",
            "You are a maths tutor. Think step by step.",
            "Use the tools where they help.",
            "Answer with the number in a box.",
            "You are a careful agent for mathematics. Compute with the calculator, never in your head.",
            "Solve the problem of the user.",
            "Please reason step by step, and put your final answer within \\boxed{}.");

    private static final List<String> READING = List.of(
            "The result is {r}.\n\n",
            "{Name} gives {r}.\n\n",
            "It says {r}.\n\n",
            "So {r} is the result.\n\n",
            "The tool says {r}.\n\n",
            "{r} comes out.\n\n");

    private static final List<String> TOLD =
            List.of("The answer is {answer}.", "It is {answer}.", "The result is {answer}.", "That is {answer}.");

    /** What a tool says that fails, and what is made of it. */
    private static final List<String> FAILURES = List.of(
            "Error: the calculator is not available",
            "a division by 0 has no result; check the divisor",
            "error",
            "java.lang.IllegalStateException: not available",
            "timeout",
            "the expression is not understood; write it in one line");

    private static final List<String> FAILED =
            List.of("The tool gives no number.\n\n", "That is an error and no number.\n\n", "There is no result.\n\n");

    private static final List<String> GIVEN_UP = List.of(
            "The tool could not compute this, so I have no answer.",
            "There is no result, since the tool failed.",
            "I have no answer, because the tool gave an error.");

    private final NanoProblems problems;
    private final RandomGenerator random;

    Lessons(long seed) {
        this.problems = NanoProblems.training(seed);
        this.random = new SplittableRandom(seed);
    }

    /** The next turn. */
    Lesson next() {
        Lesson lesson = plainOrWithTools();
        if (random.nextInt(16) == 0) {
            lesson = later(lesson);
        }
        return random.nextInt(10) == 0 ? behindSystemMessage(lesson) : lesson;
    }

    private Lesson plainOrWithTools() {
        int kind = random.nextInt(100);
        if (kind < 42) {
            return alone();
        }
        if (kind < 80) {
            return withCalculator(kind < 52);
        }
        if (kind < 83) {
            return easy();
        }
        if (kind < 86) {
            return offered(alone(), Kind.OTHER);
        }
        if (kind < 93) {
            return errand(random.nextInt(3) == 0);
        }
        Lesson talk = SmallTalk.draw(random);
        return random.nextInt(3) > 0 ? talk : offered(talk, Sum.pick(List.of(Kind.values()), random));
    }

    /** A problem without tools, as it was before there were any. */
    Lesson alone() {
        NanoProblem problem = problems.next();
        return Lesson.of(problem.question(), problem.thinking(random), problem.response(random), problem.answer());
    }

    private Lesson offered(Lesson lesson, Kind kind) {
        return with(
                OfferedTool.draw(kind, random), lesson.messages(), lesson.thinking(), lesson.reply(), lesson.outcome());
    }

    /** One step that needs no calculator, though there is one. */
    private Lesson easy() {
        boolean product = random.nextBoolean();
        int left = Numbers.between(1, 9, random);
        int right = Numbers.between(1, 9, random);
        Step step = Step.of(product ? Operation.MULTIPLY : Operation.ADD, new Given(left), new Given(right));
        String sum = Expressions.write(step);
        String question =
                Sum.pick(List.of("What is {e}?", "Compute {e}.", "{e}", "{e} = ?", "How much is {e}?"), random);
        Lesson lesson = Lesson.of(
                question.replace("{e}", sum),
                sum + " = " + step.value() + ".\n\n",
                boxed(Sum.pick(TOLD, random), Integer.toString(step.value())),
                Integer.toString(step.value()));
        return random.nextInt(3) == 0 ? lesson : offered(lesson, Kind.CALCULATOR);
    }

    /** A call of the calculator, or what is made of its result. */
    private Lesson withCalculator(boolean called) {
        Sum sum = sum();
        List<OfferedTool> tools = OfferedTool.draw(Kind.CALCULATOR, random);
        ToolExecutionRequest call = OfferedTool.of(Kind.CALCULATOR, tools).call(sum.expression());
        List<ChatMessage> messages = List.of(UserMessage.from(sum.question()));
        if (!called) {
            return with(tools, messages, sum.thinking(), Lesson.written(call), sum.answer());
        }
        if (random.nextInt(12) == 0) {
            return with(
                    tools,
                    answered(messages, call, Sum.pick(FAILURES, random)),
                    Sum.pick(FAILED, random),
                    Sum.pick(GIVEN_UP, random),
                    "");
        }
        return with(
                tools,
                answered(
                        messages,
                        call,
                        random.nextInt(8) == 0 ? sum.expression() + " = " + sum.answer() : sum.answer()),
                reading(sum.answer(), call.name()),
                boxed(Sum.pick(sum.replies(), random), sum.answer()),
                sum.answer());
    }

    private Sum sum() {
        while (true) {
            int kind = random.nextInt(10);
            Sum sum = kind < 5
                    ? Sum.of(problems.next(), random)
                    : kind < 8 ? Sum.enlarged(problems.next(), random) : Sum.spoken(random);
            if (sum != null) {
                return sum;
            }
        }
    }

    private Lesson errand(boolean called) {
        Errand errand = Errands.draw(random);
        List<OfferedTool> tools = OfferedTool.draw(errand.kind(), random);
        ToolExecutionRequest call =
                OfferedTool.of(errand.kind(), tools).call(errand.arguments().toArray(String[]::new));
        List<ChatMessage> messages = List.of(UserMessage.from(errand.question()));
        if (!called) {
            String outcome = "{\"name\": \"" + call.name() + "\", \"arguments\": " + call.arguments() + "}";
            return with(tools, messages, errand.thinking(), Lesson.written(call), outcome);
        }
        String result = errand.result();
        return with(
                tools,
                answered(messages, call, result),
                reading(result, call.name()),
                boxed(Sum.pick(TOLD, random), result),
                result);
    }

    private String reading(String result, String tool) {
        return Sum.pick(READING, random).replace("{Name}", "The " + tool).replace("{r}", result);
    }

    private static String boxed(String reply, String answer) {
        return reply.replace("{answer}", "\\boxed{" + answer + "}");
    }

    private static List<ChatMessage> answered(List<ChatMessage> messages, ToolExecutionRequest call, String result) {
        List<ChatMessage> all = new ArrayList<>(messages);
        all.add(AiMessage.from(call));
        all.add(ToolExecutionResultMessage.from(call, result));
        return all;
    }

    private Lesson with(
            List<OfferedTool> tools, List<ChatMessage> messages, String thinking, String reply, String outcome) {
        List<ToolSpecification> specifications =
                tools.stream().map(OfferedTool::specification).toList();
        return new Lesson(messages, specifications, thinking, reply, outcome);
    }

    /** Earlier questions and answers before a turn, as a chat memory keeps them. */
    private Lesson later(Lesson lesson) {
        List<ChatMessage> messages = new ArrayList<>();
        int earlier = random.nextInt(4) == 0 ? Numbers.between(3, 8, random) : Numbers.between(1, 2, random);
        for (int i = 0; i < earlier; i++) {
            Lesson before = random.nextInt(4) == 0 ? SmallTalk.draw(random) : alone();
            messages.addAll(before.messages());
            messages.add(AiMessage.from(before.reply()));
        }
        messages.addAll(lesson.messages());
        return new Lesson(messages, lesson.tools(), lesson.thinking(), lesson.reply(), lesson.outcome());
    }

    private Lesson behindSystemMessage(Lesson lesson) {
        List<ChatMessage> messages = new ArrayList<>();
        messages.add(SystemMessage.from(Sum.pick(SYSTEM, random)));
        messages.addAll(lesson.messages());
        return new Lesson(messages, lesson.tools(), lesson.thinking(), lesson.reply(), lesson.outcome());
    }
}
