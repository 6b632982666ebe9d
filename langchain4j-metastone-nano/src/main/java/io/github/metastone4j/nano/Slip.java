package io.github.metastone4j.nano;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The mistakes that people and small models make in a line of a solution: a result off, a wrong number, a wrong operation. */
final class Slip {

    private static final int[] OFFSETS = {1, -1, 1, -1, 2, -2, 10, -10, 10, -10, 20, -20, 100, -100, 9, -9, 11, -11};
    private static final int LARGEST = 9999;

    private Slip() {}

    /**
     * The line with a mistake in it: in half of the cases the result is off. Null where the mistake that was drawn is none, or
     * leads to no positive whole number.
     *
     * @param others numbers that stand in the question or in earlier lines
     */
    static @Nullable Line in(Line line, List<Integer> others, RandomGenerator random) {
        Line slipped =
                switch (random.nextInt(10)) {
                    case 0, 1 -> operand(line, others.get(random.nextInt(others.size())), random);
                    case 2 -> operand(line, digit(random.nextBoolean() ? line.left() : line.right(), random), random);
                    case 3, 4 -> Line.of(other(line.operation(), random), line.left(), line.right(), line.sayings());
                    default -> result(line, random);
                };
        return slipped == null || slipped.value() == line.value() || !isPlausible(slipped) ? null : slipped;
    }

    /** The line with a result that is off; now and then it isn't a plausible one, and null comes back. */
    static @Nullable Line inResult(Line line, RandomGenerator random) {
        Line slipped = result(line, random);
        return slipped.value() == line.value() || !isPlausible(slipped) ? null : slipped;
    }

    private static boolean isPlausible(Line line) {
        return line.value() >= 1 && line.value() <= LARGEST;
    }

    private static Line result(Line line, RandomGenerator random) {
        return line.withValue(
                random.nextInt(3) > 0
                        ? line.value() + OFFSETS[random.nextInt(OFFSETS.length)]
                        : digit(line.value(), random));
    }

    private static @Nullable Line operand(Line line, int number, RandomGenerator random) {
        return random.nextBoolean()
                ? Line.of(line.operation(), number, line.right(), line.sayings())
                : Line.of(line.operation(), line.left(), number, line.sayings());
    }

    private static Operation other(Operation operation, RandomGenerator random) {
        return switch (operation) {
            case ADD -> random.nextInt(3) > 0 ? Operation.SUBTRACT : Operation.MULTIPLY;
            case SUBTRACT -> random.nextInt(3) > 0 ? Operation.ADD : Operation.DIVIDE;
            case MULTIPLY -> random.nextBoolean() ? Operation.ADD : Operation.DIVIDE;
            case DIVIDE -> random.nextBoolean() ? Operation.MULTIPLY : Operation.SUBTRACT;
        };
    }

    /** The number with another digit in one place. */
    private static int digit(int number, RandomGenerator random) {
        int place = 1;
        for (int i = random.nextInt(Integer.toString(number).length()); i > 0; i--) {
            place *= 10;
        }
        int old = number / place % 10;
        return number + ((old + 1 + random.nextInt(9)) % 10 - old) * place;
    }
}
