package io.github.metastone4j.grading;

import io.github.metastone4j.grading.Expression.Constant;
import io.github.metastone4j.grading.Expression.Fraction;
import io.github.metastone4j.grading.Expression.Operation;
import io.github.metastone4j.grading.Points.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.hipparchus.fraction.BigFraction;
import org.jspecify.annotations.Nullable;

/**
 * Whether two values are the same, by the cheapest thing that tells: the same spelling, exact fractions, different values at a point, and
 * last the computer algebra, which is loaded only then. What cannot be shown to be the same within the time is not.
 */
final class Equality {

    private static final Duration START = Duration.ofSeconds(60);
    private static final int POINTS_IN_ALGEBRA = 3;
    private static final Bounded ALGEBRA = new Bounded("computer-algebra", 4);

    private final long end;

    /** Verdicts that together take no longer than the limit, and the start of the computer algebra, once. */
    Equality(Duration limit) {
        end = System.nanoTime() + limit.toNanos();
    }

    /** Whether the time is used up. */
    boolean isOver() {
        return System.nanoTime() - end > 0;
    }

    boolean same(Expression one, Expression other) {
        if (one.equals(other)) {
            return true;
        }
        if (one.contains(Constant.INFINITY) || other.contains(Constant.INFINITY)) {
            return false;
        }
        BigFraction a = Rationals.of(one);
        BigFraction b = Rationals.of(other);
        if (a != null && b != null) {
            return a.equals(b);
        }
        Set<String> symbols = new TreeSet<>(one.symbols());
        symbols.addAll(other.symbols());
        boolean complex = one.contains(Constant.I) || other.contains(Constant.I);
        List<Map<String, BigFraction>> points = complex ? List.of() : agreed(one, other, symbols, true);
        if (points != null && points.isEmpty()) {
            points = agreed(one, other, symbols, false);
        }
        return points != null && Weight.isLight(one) && Weight.isLight(other) && algebra(one, other, points);
    }

    /** The points at which both have a value, and the same one; null if they differ at one. */
    private static @Nullable List<Map<String, BigFraction>> agreed(
            Expression one, Expression other, Set<String> symbols, boolean real) {
        List<Map<String, BigFraction>> agreed = new ArrayList<>();
        for (int i = 0; i < (symbols.isEmpty() ? 1 : Points.COUNT); i++) {
            Map<String, BigFraction> point = Points.at(symbols, i);
            Sample a = Points.sample(one, point, real);
            Sample b = Points.sample(other, point, real);
            if (a.isFinite() && b.isFinite()) {
                if (a.differsFrom(b)) {
                    return null;
                }
                agreed.add(point);
            }
        }
        return agreed;
    }

    private boolean algebra(Expression one, Expression other, List<Map<String, BigFraction>> agreed) {
        List<Map<String, BigFraction>> points =
                agreed.isEmpty() && one.symbols().isEmpty() && other.symbols().isEmpty()
                        ? List.of(Map.of())
                        : agreed.subList(0, Math.min(POINTS_IN_ALGEBRA, agreed.size()));
        Started.require();
        long left = end - System.nanoTime();
        try {
            return left > 0 && ALGEBRA.call(() -> Algebra.same(one, other, points), Duration.ofNanos(left));
        } catch (TimeoutException | ExecutionException e) {
            // Too much for it, one way or the other: nothing was shown.
            return false;
        }
    }

    /**
     * Whether one value is a multiple of another by a number that is not 0, as the two sides of an equation are.
     *
     * @param positive whether that number has to be above 0, as with inequalities
     */
    boolean proportional(Expression one, Expression other, boolean positive) {
        Set<String> symbols = new TreeSet<>(one.symbols());
        symbols.addAll(other.symbols());
        Map<String, BigFraction> point = Points.at(symbols, 0);
        BigFraction a = Rationals.of(Points.substituted(one, point));
        BigFraction b = Rationals.of(Points.substituted(other, point));
        if (a == null || b == null || a.isZero() || b.isZero()) {
            return same(one, other) || (!positive && same(one, other.negated()));
        }
        return (!positive || a.signum() == b.signum())
                && same(
                        Expression.of(Operation.TIMES, one, new Fraction(b)),
                        Expression.of(Operation.TIMES, other, new Fraction(a)));
    }

    /** Holds the computer algebra once it is loaded, which no verdict's time is charged with. */
    private static final class Started {

        static final String FAILURE = start();

        private static String start() {
            try {
                return ALGEBRA.call(Algebra::start, START) ? "" : "1 + 2 is no number to it";
            } catch (TimeoutException | ExecutionException | LinkageError e) {
                return e.toString();
            }
        }

        static void require() {
            if (!FAILURE.isEmpty()) {
                throw new IllegalStateException("the computer algebra does not start (" + FAILURE
                        + "); is all that org.matheclipse:matheclipse-core needs on the class path?");
            }
        }
    }
}
