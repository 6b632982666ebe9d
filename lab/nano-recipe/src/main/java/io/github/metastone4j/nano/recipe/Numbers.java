package io.github.metastone4j.nano.recipe;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Draws the numbers of the problems. Which numbers a small model can learn to compute with depends on the operation: sums and
 * differences up to 999, products of one digit with two (and a little beyond), exact quotients by at most 12.
 */
final class Numbers {

    private static final int LARGEST = 999;

    private Numbers() {}

    /** A number from {@code low} to {@code high}, both included. */
    static int between(int low, int high, RandomGenerator random) {
        return low + random.nextInt(high - low + 1);
    }

    /**
     * A step with the given operands, drawing those that are null to suit the operation.
     *
     * @return null where there is no suitable number, or where the given operands don't go together
     */
    static @Nullable Step step(
            Operation operation,
            @Nullable Term left,
            @Nullable Term right,
            List<String> sayings,
            RandomGenerator random) {
        if (left == null && right == null) {
            left = new Given(first(operation, random));
        }
        if (left == null && right != null && operation.commutes()) {
            Term drawn = partner(operation, right.value(), random);
            return drawn == null ? null : Step.of(operation, drawn, right, sayings);
        }
        if (left == null && right != null) {
            left = total(operation, right.value(), random);
        }
        if (left != null && right == null) {
            right = partner(operation, left.value(), random);
        }
        if (left == null || right == null || !isSuitable(operation, left.value(), right.value())) {
            return null;
        }
        return Step.of(operation, left, right, sayings);
    }

    /** A first operand when both are free. */
    private static int first(Operation operation, RandomGenerator random) {
        return switch (operation) {
            case ADD -> between(2, 99, random);
            case SUBTRACT -> between(12, 99, random);
            case MULTIPLY -> random.nextInt(2) == 0 ? between(2, 12, random) : between(2, 99, random);
            case DIVIDE -> between(2, 12, random) * between(2, 12, random);
        };
    }

    /** A second operand for a known first one. */
    private static @Nullable Given partner(Operation operation, int known, RandomGenerator random) {
        return switch (operation) {
            case ADD -> known > LARGEST - 2 ? null : new Given(between(2, Math.min(99, LARGEST - known), random));
            case SUBTRACT -> known < 4 ? null : new Given(between(2, Math.min(99, known - 2), random));
            case MULTIPLY -> factor(known, random);
            case DIVIDE -> divisor(known, random);
        };
    }

    private static @Nullable Given factor(int known, RandomGenerator random) {
        if (known > 99) {
            return null;
        }
        int most = known > 20 ? 9 : known > 12 ? 12 : known > 9 ? 20 : random.nextInt(3) > 0 ? 12 : 99;
        return new Given(between(2, Math.min(most, LARGEST / known), random));
    }

    private static @Nullable Given divisor(int known, RandomGenerator random) {
        int start = between(2, 12, random);
        for (int i = 0; i < 11; i++) {
            int candidate = 2 + (start - 2 + i) % 11;
            if (known % candidate == 0 && known > candidate) {
                return new Given(candidate);
            }
        }
        return null;
    }

    /** A first operand of a difference or quotient whose second one is known. */
    private static @Nullable Given total(Operation operation, int known, RandomGenerator random) {
        return switch (operation) {
            case SUBTRACT -> known > LARGEST - 99 ? null : new Given(roundly(known + between(2, 99, random), random));
            case DIVIDE -> known > 12 || known < 2 ? null : new Given(known * between(2, 12, random));
            default -> throw new IllegalArgumentException(operation + " has no first operand to be drawn this way");
        };
    }

    /** Sizes of books, prices to save for and banknotes are often multiples of ten. */
    private static int roundly(int number, RandomGenerator random) {
        return random.nextInt(2) == 0 ? number : Math.min(LARGEST, (number + 9) / 10 * 10);
    }

    private static boolean isSuitable(Operation operation, int left, int right) {
        int small = Math.min(left, right);
        int large = Math.max(left, right);
        return switch (operation) {
            case ADD -> left + right <= LARGEST;
            case SUBTRACT -> left > right;
            case MULTIPLY -> small > 0 && large <= 99 && (small <= 9 || (small <= 12 && large <= 20));
            case DIVIDE -> right > 1 && right <= 12 && left % right == 0;
        };
    }
}
