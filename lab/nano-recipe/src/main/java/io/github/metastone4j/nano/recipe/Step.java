package io.github.metastone4j.nano.recipe;

import java.util.ArrayList;
import java.util.List;

/**
 * One arithmetic step of a solution. Its operands say what it depends on, so the last step of a solution holds the whole of
 * it, as a graph without cycles: any order that respects the graph is a correct way to write the solution down.
 *
 * @param operation what is done
 * @param left the first operand
 * @param right the second operand
 * @param value the result
 * @param sayings sentences that fit this very step, {@code {=}} standing for the equation; empty where only the general ones fit
 */
public record Step(Operation operation, Term left, Term right, int value, List<String> sayings) implements Term {

    /** Checks that the result is right. */
    public Step {
        if (operation.apply(left.value(), right.value()) != value) {
            throw new IllegalArgumentException(
                    left.value() + " " + operation.sign() + " " + right.value() + " is not " + value);
        }
        sayings = List.copyOf(sayings);
    }

    /** A step that is told in the general words of its operation. */
    static Step of(Operation operation, Term left, Term right) {
        return of(operation, left, right, List.of());
    }

    static Step of(Operation operation, Term left, Term right, List<String> sayings) {
        return new Step(operation, left, right, operation.apply(left.value(), right.value()), sayings);
    }

    /** This step and all it depends on, each once, operands before the steps that use them. */
    public List<Step> all() {
        List<Step> steps = new ArrayList<>();
        collect(this, steps);
        return steps;
    }

    private static void collect(Term term, List<Step> steps) {
        if (term instanceof Step step && !isIn(steps, step)) {
            collect(step.left, steps);
            collect(step.right, steps);
            steps.add(step);
        }
    }

    /** Whether {@code step} itself, not merely an equal one, is in the list: two boxes of the same size stay two steps. */
    static boolean isIn(List<Step> steps, Term step) {
        for (Step candidate : steps) {
            if (isSame(candidate, step)) {
                return true;
            }
        }
        return false;
    }

    @SuppressWarnings("ReferenceEquality") // identity is meant, see isIn
    private static boolean isSame(Step one, Term other) {
        return one == other;
    }
}
