package io.github.metastone4j.evaluation.rollout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.function.LongFunction;

/** Pass after pass over the same problems, each in an order of its own: so many an iteration, counted from 1. */
public final class ShuffledProblems implements LongFunction<List<Problem>> {

    private final List<Problem> problems;
    private final int perIteration;
    private final long seed;

    /**
     * Problems without repetitions.
     *
     * @throws IllegalArgumentException if there is none, or a question has two answers
     */
    public ShuffledProblems(List<Problem> problems, int perIteration, long seed) {
        this.problems = Problems.distinct(problems, new LinkedHashMap<>());
        this.perIteration = perIteration;
        this.seed = seed;
        if (problems.isEmpty() || perIteration < 1) {
            throw new IllegalArgumentException("an iteration needs a problem at least; got " + perIteration + " of "
                    + problems.size() + " problems");
        }
    }

    @Override
    public List<Problem> apply(long iteration) {
        List<Problem> some = new ArrayList<>();
        List<Problem> order = List.of();
        long pass = -1;
        for (long next = (iteration - 1) * perIteration; next < iteration * perIteration; next++) {
            if (next / problems.size() != pass) {
                pass = next / problems.size();
                order = order(pass);
            }
            some.add(order.get((int) (next % problems.size())));
        }
        return some;
    }

    private List<Problem> order(long pass) {
        List<Problem> order = new ArrayList<>(problems);
        Collections.shuffle(order, new Random(seed * 1_000_003 + pass));
        return order;
    }
}
