package io.github.metastone4j.nano;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Writes a solution down: one paragraph per step, in any order that the steps' dependencies allow. */
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

    /**
     * A stretch of a written solution.
     *
     * @param line the number of the line it is in, from 0
     * @param isResult whether it is that line's result, digits only
     */
    record Piece(String text, int line, boolean isResult) {}

    private final RandomGenerator random;
    private final List<Piece> pieces = new ArrayList<>();

    private Thinking(RandomGenerator random) {
        this.random = random;
    }

    /** One of the correct solutions. */
    static String of(Step solution, RandomGenerator random) {
        return write(Exercise.right(solution, random), random).stream()
                .map(Piece::text)
                .collect(Collectors.joining());
    }

    /** The lines in words, cut before and after each result. */
    static List<Piece> write(Exercise exercise, RandomGenerator random) {
        var thinking = new Thinking(random);
        int last = exercise.entries().size() - 1;
        for (int i = 0; i <= last; i++) {
            thinking.write(i, exercise.entries().get(i).line(), i == 0 ? FIRST : i == last ? LAST : NEXT);
        }
        return thinking.pieces;
    }

    /** Draws, again and again, one of the steps whose operands are known by then. */
    static List<Step> order(Step solution, RandomGenerator random) {
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

    private void write(int number, Line line, List<String> openers) {
        boolean own = !line.sayings().isEmpty() && random.nextInt(5) > 0;
        String opener = own ? "" : draw(openers, random);
        String left = Integer.toString(line.left());
        String right = Integer.toString(line.right());
        String saying = draw(own ? line.sayings() : SAYINGS.getOrDefault(line.operation(), List.of()), random)
                .replace("{l}", left)
                .replace("{r}", right);
        boolean swapped = line.operation().commutes() && random.nextInt(4) == 0;
        String equation =
                (swapped ? right : left) + " " + line.operation().sign() + " " + (swapped ? left : right) + " = ";
        int at = saying.indexOf("{=}");
        String before = opener + saying.substring(0, at) + equation;
        pieces.add(new Piece(before.substring(0, 1).toUpperCase(Locale.ROOT) + before.substring(1), number, false));
        pieces.add(new Piece(Integer.toString(line.value()), number, true));
        pieces.add(new Piece(saying.substring(at + 3) + ".\n\n", number, false));
    }

    private static <T> T draw(List<T> choices, RandomGenerator random) {
        return choices.get(random.nextInt(choices.size()));
    }
}
