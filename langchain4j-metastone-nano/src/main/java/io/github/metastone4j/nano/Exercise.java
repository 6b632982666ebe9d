package io.github.metastone4j.nano;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Lines of arithmetic some of which are wrong, and it is known which: what teaches a model to tell the two apart. */
record Exercise(List<Entry> entries) {

    /** How many lines have a slip, of a drill and of a solution that may have any. */
    private static final double SLIPS = 0.4;

    private static final int DRILL_LINES = 10;

    /**
     * A line in it.
     *
     * @param isRight whether it is the line that belongs there; those after a wrong one go on from its result, rightly
     */
    record Entry(Line line, boolean isRight) {}

    /** Copies the list. */
    Exercise {
        entries = List.copyOf(entries);
    }

    /** What the last line comes to. */
    int value() {
        return entries.get(entries.size() - 1).line().value();
    }

    /** One of the correct solutions. */
    static Exercise right(Step solution, RandomGenerator random) {
        Exercise exercise = solution(solution, 0, random);
        if (exercise == null) {
            throw new IllegalStateException("a solution without slips has none: " + solution);
        }
        return exercise;
    }

    /** A solution with slips here and there, or null where this attempt at one came to nothing. */
    static @Nullable Exercise sloppy(Step solution, RandomGenerator random) {
        return solution(solution, SLIPS, random);
    }

    private static @Nullable Exercise solution(Step solution, double slips, RandomGenerator random) {
        List<Step> order = Thinking.order(Regrouping.vary(solution, random), random);
        IdentityHashMap<Term, Line> written = new IdentityHashMap<>();
        List<Entry> entries = new ArrayList<>(order.size());
        for (Step step : order) {
            Line line = Line.of(
                    step.operation(), value(step.left(), written), value(step.right(), written), step.sayings());
            boolean slip = line != null && slips > 0 && random.nextDouble() < slips;
            Line put = line != null && slip ? Slip.in(line, numbers(order, entries), random) : line;
            if (put == null || put.value() < 1) {
                return null;
            }
            written.put(step, put);
            entries.add(new Entry(put, !slip));
        }
        return new Exercise(entries);
    }

    /** Single steps of many problems, in the words of any, right and wrong: much arithmetic in little text. */
    static Exercise drill(NanoProblems problems, RandomGenerator random) {
        List<Entry> entries = new ArrayList<>();
        while (entries.size() < DRILL_LINES) {
            for (Step step : problems.next().solution().all()) {
                List<String> sayings = random.nextInt(3) == 0 ? step.sayings() : List.of();
                Line line = new Line(
                        step.operation(), step.left().value(), step.right().value(), step.value(), sayings);
                boolean slips = random.nextDouble() < SLIPS;
                Line put = slips ? Slip.inResult(line, random) : line;
                if (put != null) {
                    entries.add(new Entry(put, !slips));
                }
            }
        }
        return new Exercise(entries);
    }

    private static int value(Term term, IdentityHashMap<Term, Line> written) {
        Line line = written.get(term);
        return line == null ? term.value() : line.value();
    }

    private static List<Integer> numbers(List<Step> order, List<Entry> entries) {
        List<Integer> numbers = new ArrayList<>();
        for (Step step : order) {
            for (Term term : List.of(step.left(), step.right())) {
                if (term instanceof Given) {
                    numbers.add(term.value());
                }
            }
        }
        entries.forEach(entry -> numbers.add(entry.line().value()));
        return numbers;
    }
}
