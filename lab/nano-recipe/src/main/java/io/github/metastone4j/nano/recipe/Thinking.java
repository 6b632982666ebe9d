package io.github.metastone4j.nano.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Writes a solution down: one paragraph per step, in any order that the steps' dependencies allow. With numbers, every step is
 * computed; with expressions, none is, and the last step holds the whole, for a calculator.
 */
final class Thinking {

    /** Sentences that fit any step of their kind; {@code {l}}, {@code {r}} and {@code {=}} stand for the operands and the equation. */
    private static final Map<Operation, List<String>> SAYINGS = Map.of(
            Operation.ADD, List.of("{=}", "add {l} and {r}: {=}", "adding {r} to {l} gives {=}", "the sum is {=}"),
            Operation.SUBTRACT,
                    List.of("{=}", "take {r} from {l}: {=}", "subtracting {r} gives {=}", "the difference is {=}"),
            Operation.MULTIPLY,
                    List.of("{=}", "multiply {l} by {r}: {=}", "{l} times {r} is {=}", "the product is {=}"),
            Operation.DIVIDE,
                    List.of("{=}", "divide {l} by {r}: {=}", "{l} divided by {r} is {=}", "the quotient is {=}"));

    private static final List<String> FIRST = List.of("First, ", "First, ", "Start here: ", "", "", "");
    private static final List<String> NEXT = List.of("Then ", "Next, ", "Now ", "So ", "", "", "");
    private static final List<String> LAST = List.of("Finally, ", "Last, ", "So ", "Now ", "", "", "");

    private final RandomGenerator random;
    private final boolean computed;
    private final StringBuilder text = new StringBuilder();

    private Thinking(RandomGenerator random, boolean computed) {
        this.random = random;
        this.computed = computed;
    }

    static String of(Step solution, RandomGenerator random) {
        return of(Regrouping.vary(solution, random), true, random);
    }

    /** The solution as it is, {@link Expressions#write written} but not computed. */
    static String inExpressions(Step solution, RandomGenerator random) {
        return of(solution, false, random);
    }

    private static String of(Step solution, boolean computed, RandomGenerator random) {
        Thinking thinking = new Thinking(random, computed);
        List<Step> order = order(solution, random);
        for (int i = 0; i < order.size(); i++) {
            thinking.write(order.get(i), i == 0 ? FIRST : i == order.size() - 1 ? LAST : NEXT);
        }
        return thinking.text.toString();
    }

    /** Draws, again and again, one of the steps whose operands are known by then. */
    private static List<Step> order(Step solution, RandomGenerator random) {
        List<Step> waiting = solution.all();
        List<Step> done = new ArrayList<>(waiting.size());
        List<Step> ready = new ArrayList<>(waiting.size());
        while (!waiting.isEmpty()) {
            ready.clear();
            for (Step step : waiting) {
                if (isKnown(step.left(), done) && isKnown(step.right(), done)) {
                    ready.add(step);
                }
            }
            Step next = draw(ready, random);
            done.add(next);
            List<Step> just = List.of(next);
            waiting.removeIf(step -> Step.isIn(just, step));
        }
        return done;
    }

    private static boolean isKnown(Term term, List<Step> done) {
        return term instanceof Given || Step.isIn(done, term);
    }

    private void write(Step step, List<String> openers) {
        boolean own = !step.sayings().isEmpty() && random.nextInt(5) > 0;
        int start = text.length();
        if (!own) {
            text.append(draw(openers, random));
        }
        String left = operand(step.left());
        String right = operand(step.right());
        String saying = draw(own ? step.sayings() : SAYINGS.getOrDefault(step.operation(), List.of()), random);
        text.append(saying.replace("{=}", equation(step, left, right))
                .replace("{l}", left)
                .replace("{r}", right));
        text.replace(start, start + 1, text.substring(start, start + 1).toUpperCase(Locale.ROOT));
        text.append(".\n\n");
    }

    private String operand(Term term) {
        return computed ? Integer.toString(term.value()) : Expressions.write(term);
    }

    private String equation(Step step, String left, String right) {
        if (!computed) {
            return Expressions.write(step);
        }
        boolean swapped = step.operation().commutes() && random.nextInt(4) == 0;
        return (swapped ? right : left) + " " + step.operation().sign() + " " + (swapped ? left : right) + " = "
                + step.value();
    }

    private static <T> T draw(List<T> choices, RandomGenerator random) {
        return choices.get(random.nextInt(choices.size()));
    }
}
