package io.github.metastone4j.nano.recipe;

import static io.github.metastone4j.nano.recipe.Operation.ADD;
import static io.github.metastone4j.nano.recipe.Operation.DIVIDE;
import static io.github.metastone4j.nano.recipe.Operation.MULTIPLY;
import static io.github.metastone4j.nano.recipe.Operation.SUBTRACT;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Other correct ways to the same result: {@code a - b - c} as {@code a - (b + c)}, {@code a * b / c} as {@code a / c * b}, and
 * the like. Right solutions of one problem have to differ, or the best of many samples says nothing.
 */
final class Regrouping {

    /** Regrouped results stay as small as those of the problems. */
    private static final int LARGEST = 999;

    private Regrouping() {}

    /** The solution itself, or one that is regrouped in one or more places. */
    static Step vary(Step solution, RandomGenerator random) {
        return usesAStepTwice(solution) ? solution : regroup(solution, random);
    }

    /** Such a step would have to be computed all the same, so regrouping around it only adds work. */
    private static boolean usesAStepTwice(Step solution) {
        int uses = 0;
        var steps = solution.all();
        for (Step step : steps) {
            uses += (step.left() instanceof Step ? 1 : 0) + (step.right() instanceof Step ? 1 : 0);
        }
        return uses >= steps.size(); // a tree has one edge less than nodes
    }

    private static Step regroup(Step step, RandomGenerator random) {
        Term left = step.left() instanceof Step inner ? regroup(inner, random) : step.left();
        Term right = step.right() instanceof Step inner ? regroup(inner, random) : step.right();
        if (left instanceof Step inner && random.nextInt(4) == 0) {
            Step other = regrouped(step.operation(), inner, right);
            if (other != null) {
                return other;
            }
        }
        return Step.of(step.operation(), left, right, step.sayings());
    }

    private static @Nullable Step regrouped(Operation outer, Step inner, Term c) {
        Term a = inner.left();
        Term b = inner.right();
        if (inner.operation() == ADD && outer == ADD) {
            return Step.of(ADD, a, Step.of(ADD, b, c));
        }
        if (inner.operation() == SUBTRACT && outer == SUBTRACT) {
            return Step.of(SUBTRACT, a, Step.of(ADD, b, c));
        }
        if (inner.operation() == ADD && outer == SUBTRACT && b.value() > c.value()) {
            return Step.of(ADD, a, Step.of(SUBTRACT, b, c));
        }
        if (inner.operation() == SUBTRACT && outer == ADD && a.value() + c.value() <= LARGEST) {
            return Step.of(SUBTRACT, Step.of(ADD, a, c), b);
        }
        if (inner.operation() == MULTIPLY && outer == DIVIDE && a.value() % c.value() == 0 && a.value() > c.value()) {
            return Step.of(MULTIPLY, Step.of(DIVIDE, a, c), b);
        }
        return null;
    }
}
