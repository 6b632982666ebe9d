package io.github.metastone4j.nano.recipe;

import static io.github.metastone4j.nano.recipe.Operation.ADD;
import static io.github.metastone4j.nano.recipe.Operation.DIVIDE;
import static io.github.metastone4j.nano.recipe.Operation.MULTIPLY;
import static io.github.metastone4j.nano.recipe.Operation.SUBTRACT;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Bare expressions, such as {@code (12 + 7) * 3 - 8}: random trees whose intermediate values stay positive and small. */
final class Expressions {

    private static final List<String> QUESTIONS = List.of(
            "Compute {e}.",
            "Calculate {e}.",
            "Work out {e}.",
            "Evaluate {e}.",
            "Solve {e}.",
            "Find the value of {e}.",
            "What is {e}?",
            "How much is {e}?",
            "What is the result of {e}?",
            "What is the value of {e}?",
            "{e} = ?",
            "{e} =",
            "{e}");
    /** Sentences that state an answer. */
    static final List<String> REPLIES = List.of(
            "The answer is {answer}.",
            "The result is {answer}.",
            "The value is {answer}.",
            "It is {answer}.",
            "So the answer is {answer}.",
            "{answer}");

    private static final Operation[] OPERATIONS = {ADD, ADD, SUBTRACT, SUBTRACT, MULTIPLY, MULTIPLY, DIVIDE};

    private Expressions() {}

    /** A problem that takes the given number of operations. */
    static NanoProblem draw(int operations, RandomGenerator random) {
        while (true) {
            if (tree(operations, random) instanceof Step root) {
                String question = QUESTIONS.get(random.nextInt(QUESTIONS.size()));
                return new NanoProblem(
                        question.replace("{e}", write(root)),
                        Integer.toString(root.value()),
                        operations,
                        root,
                        REPLIES);
            }
        }
    }

    /** A tree with the given number of operations, or null where the numbers drawn did not work out. */
    private static @Nullable Term tree(int operations, RandomGenerator random) {
        if (operations == 0) {
            return new Given(Numbers.between(2, 99, random));
        }
        Operation operation = OPERATIONS[random.nextInt(OPERATIONS.length)];
        // Most people write sums from left to right: two thirds of the trees lean that way.
        int before = random.nextInt(3) > 0 ? operations - 1 : random.nextInt(operations);
        int after = operations - 1 - before;
        Term left = before == 0 ? null : tree(before, random);
        Term right = after == 0 ? null : tree(after, random);
        if ((before > 0 && left == null) || (after > 0 && right == null)) {
            return null;
        }
        return Numbers.step(operation, left, right, List.of(), random);
    }

    /** The usual notation, with parentheses only where the order of the operations asks for them. */
    static String write(Term term) {
        return term instanceof Step step
                ? operand(step.left(), step, false) + " " + step.operation().sign() + " "
                        + operand(step.right(), step, true)
                : Integer.toString(term.value());
    }

    private static String operand(Term term, Step parent, boolean right) {
        String text = write(term);
        if (term instanceof Step step) {
            int difference = step.operation().precedence() - parent.operation().precedence();
            return difference < 0 || (difference == 0 && right) ? "(" + text + ")" : text;
        }
        return text;
    }
}
