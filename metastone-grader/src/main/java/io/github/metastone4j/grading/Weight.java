package io.github.metastone4j.grading;

import io.github.metastone4j.grading.Expression.Apply;
import io.github.metastone4j.grading.Expression.Operation;
import java.util.Map;
import org.hipparchus.fraction.BigFraction;

/** Whether an expression is small enough for the computer algebra, told from its shape: nothing is computed to find out. */
final class Weight {

    private static final double MOST = 200;
    private static final int MOST_PARTS = 300;

    private Weight() {}

    static boolean isLight(Expression expression) {
        return parts(expression) <= MOST_PARTS && degree(expression) <= MOST && isFinite(expression);
    }

    private static int parts(Expression expression) {
        return expression instanceof Apply apply
                ? 1 + apply.arguments().stream().mapToInt(Weight::parts).sum()
                : 1;
    }

    /** At most of what degree the expanded expression is; infinite where a power is of outsize numbers. */
    private static double degree(Expression expression) {
        if (!(expression instanceof Apply apply)) {
            return 1;
        }
        if (Rationals.of(apply) != null) {
            return 1;
        }
        double largest =
                apply.arguments().stream().mapToDouble(Weight::degree).max().orElse(1);
        return switch (apply.operation()) {
            case TIMES, DIVIDE ->
                apply.arguments().stream().mapToDouble(Weight::degree).sum();
            case POWER -> {
                BigFraction exponent = Rationals.of(apply.second());
                boolean constant = apply.second().symbols().isEmpty();
                double size = exponent == null ? 1 : Math.max(1, Math.abs(exponent.doubleValue()));
                boolean outsize = exponent == null && constant && !isPlain(apply.second());
                boolean numbers = exponent != null && Rationals.of(apply.first()) != null;
                // A root of a number costs no more than the number; what is left of it is a power that was too large.
                yield outsize
                        ? Double.POSITIVE_INFINITY
                        : numbers && size <= 1_000 ? 1 : Math.max(degree(apply.first()) * size, degree(apply.second()));
            }
            case FACTORIAL, BINOMIAL -> apply.symbols().isEmpty() ? Double.POSITIVE_INFINITY : largest;
            default -> largest;
        };
    }

    /** Whether a constant exponent is of a moderate size. */
    private static boolean isPlain(Expression constant) {
        Points.Sample sample = Points.sample(constant, Map.of(), false);
        return sample.isFinite() && sample.value().norm() < 1_000;
    }

    /** Whether every constant part that is no plain fraction has a value that a double can hold. */
    private static boolean isFinite(Expression expression) {
        if (!(expression instanceof Apply apply) || Rationals.of(expression) != null) {
            return true;
        }
        boolean transcendental = apply.operation() != Operation.PLUS
                && apply.operation() != Operation.TIMES
                && apply.operation() != Operation.DIVIDE;
        if (transcendental && apply.symbols().isEmpty()) {
            Points.Sample sample = Points.sample(apply, Map.of(), false);
            if (!sample.isFinite() || sample.value().norm() > 1e30) {
                return false;
            }
        }
        return apply.arguments().stream().allMatch(Weight::isFinite);
    }
}
