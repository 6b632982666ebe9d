package io.github.metastone4j.grading;

import io.github.metastone4j.grading.Expression.Apply;
import io.github.metastone4j.grading.Expression.Operation;
import java.util.Arrays;
import java.util.Map;
import org.hipparchus.fraction.BigFraction;

/** Whether an expression is small enough for the computer algebra, told from its shape: nothing is computed to find out. */
final class Weight {

    private static final double MOST = 200;
    private static final int MOST_PARTS = 300;
    private static final double MODERATE = 1_000;
    private static final double LARGEST = 1e30;

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
        if (!(expression instanceof Apply apply) || Rationals.of(expression) != null) {
            return 1;
        }
        double[] degrees =
                apply.arguments().stream().mapToDouble(Weight::degree).toArray();
        double largest = Arrays.stream(degrees).max().orElse(1);
        return switch (apply.operation()) {
            case TIMES, DIVIDE -> Arrays.stream(degrees).sum();
            case POWER -> power(apply, degrees[0], largest);
            // Those of numbers that are left are no fractions, so they were too large.
            case FACTORIAL, BINOMIAL -> apply.symbols().isEmpty() ? Double.POSITIVE_INFINITY : largest;
            default -> largest;
        };
    }

    private static double power(Apply power, double base, double largest) {
        BigFraction exponent = Rationals.of(power.second());
        if (exponent == null) {
            return power.second().symbols().isEmpty() && !isModerate(power.second())
                    ? Double.POSITIVE_INFINITY
                    : largest;
        }
        double size = Math.max(1, Math.abs(exponent.doubleValue()));
        boolean rootOfNumber = size <= MODERATE && Rationals.of(power.first()) != null;
        return rootOfNumber ? 1 : Math.max(base * size, largest);
    }

    /** Whether a constant exponent is of a moderate size. */
    private static boolean isModerate(Expression constant) {
        Points.Sample sample = Points.sample(constant, Map.of(), false);
        return sample.isFinite() && sample.value().norm() < MODERATE;
    }

    /** Whether every constant part that is no plain fraction has a value, and no outsize one. */
    private static boolean isFinite(Expression expression) {
        if (!(expression instanceof Apply apply) || Rationals.of(expression) != null) {
            return true;
        }
        boolean transcendental = apply.operation() != Operation.PLUS
                && apply.operation() != Operation.TIMES
                && apply.operation() != Operation.DIVIDE;
        if (transcendental && apply.symbols().isEmpty()) {
            Points.Sample sample = Points.sample(apply, Map.of(), false);
            if (!sample.isFinite() || sample.value().norm() > LARGEST) {
                return false;
            }
        }
        return apply.arguments().stream().allMatch(Weight::isFinite);
    }
}
