package io.github.metastone4j.nano;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a solution as it is written, right or not.
 *
 * @param left the first operand
 * @param right the second operand
 * @param value what the line says the result is
 * @param sayings sentences that fit this very step, {@code {=}} standing for the equation; empty where only the general ones fit
 */
record Line(Operation operation, int left, int right, int value, List<String> sayings) {

    /** A line that is computed rightly, or null where the operands give no whole number. */
    static @Nullable Line of(Operation operation, int left, int right, List<String> sayings) {
        if (operation == Operation.DIVIDE && (right == 0 || left % right != 0)) {
            return null;
        }
        return new Line(operation, left, right, operation.apply(left, right), sayings);
    }

    /** What the result would be if it were computed rightly. */
    int truth() {
        return operation.apply(left, right);
    }

    /** The same line with another result. */
    Line withValue(int other) {
        return new Line(operation, left, right, other, sayings);
    }
}
