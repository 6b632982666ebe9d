package io.github.metastone4j.grading;

import io.github.metastone4j.grading.Expression.Apply;
import io.github.metastone4j.grading.Expression.Fraction;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.hipparchus.fraction.BigFraction;
import org.jspecify.annotations.Nullable;

/** Exact arithmetic on fractions: decides about plain numbers without any algebra. Results are bounded before they are computed. */
final class Rationals {

    private static final int MOST_BITS = 50_000;
    private static final int MOST_DIGITS = 1_000;
    private static final int LARGEST_FACTORIAL = 1_000;

    private Rationals() {}

    /** A number of digits, with a point or an exponent if it has one. */
    static BigFraction parse(String digits) {
        if (digits.length() > MOST_DIGITS) {
            throw new UnreadableException("too many digits");
        }
        BigDecimal number = new BigDecimal(digits);
        return number.scale() > 0
                ? new BigFraction(number.unscaledValue(), BigInteger.TEN.pow(number.scale()))
                : new BigFraction(number.toBigIntegerExact());
    }

    /** The digits that repeat for ever behind that many decimal places. */
    static BigFraction period(String digits, int places) {
        if (digits.isEmpty() || digits.length() > MOST_DIGITS || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new UnreadableException("no period");
        }
        BigInteger nines = BigInteger.TEN.pow(digits.length()).subtract(BigInteger.ONE);
        return new BigFraction(new BigInteger(digits), nines.multiply(BigInteger.TEN.pow(Math.max(0, places))));
    }

    /** The value of an expression of fractions; null if it is no fraction, or an outsize one. */
    static @Nullable BigFraction of(Expression expression) {
        if (expression instanceof Fraction number) {
            return number.value();
        }
        if (!(expression instanceof Apply apply)) {
            return null;
        }
        BigFraction value = of(apply.first());
        if (value == null) {
            return null;
        }
        for (int i = 1; i < apply.arguments().size(); i++) {
            BigFraction next = of(apply.arguments().get(i));
            if (next == null) {
                return null;
            }
            value = combined(apply.operation(), value, next);
            if (value == null || bits(value) > MOST_BITS) {
                return null;
            }
        }
        return apply.arguments().size() > 1 ? value : single(apply.operation(), value);
    }

    private static @Nullable BigFraction combined(Expression.Operation operation, BigFraction a, BigFraction b) {
        return switch (operation) {
            case PLUS -> a.add(b);
            case TIMES -> a.multiply(b);
            case DIVIDE -> b.isZero() ? null : a.divide(b);
            case POWER -> power(a, b);
            case BINOMIAL -> binomial(a, b);
            default -> null;
        };
    }

    private static @Nullable BigFraction single(Expression.Operation operation, BigFraction value) {
        return switch (operation) {
            case PLUS, TIMES -> value;
            case ABS -> value.abs();
            case FACTORIAL -> factorial(value);
            case FLOOR -> new BigFraction(floor(value));
            case CEILING -> new BigFraction(floor(value.negate()).negate());
            default -> null;
        };
    }

    private static BigInteger floor(BigFraction value) {
        BigInteger[] parts = value.getNumerator().divideAndRemainder(value.getDenominator());
        return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }

    private static @Nullable BigFraction power(BigFraction base, BigFraction exponent) {
        if (!isWhole(exponent) || exponent.getNumerator().bitLength() > 31) {
            return null;
        }
        int n = exponent.getNumerator().intValueExact();
        if (base.isZero()) {
            return n > 0 ? BigFraction.ZERO : null;
        }
        return bits(base) * Math.abs((long) n) > MOST_BITS && !base.abs().equals(BigFraction.ONE) ? null : base.pow(n);
    }

    private static @Nullable BigFraction factorial(BigFraction value) {
        if (!isWhole(value) || value.signum() < 0 || value.compareTo(new BigFraction(LARGEST_FACTORIAL)) > 0) {
            return null;
        }
        BigInteger product = BigInteger.ONE;
        for (int i = 2; i <= value.intValue(); i++) {
            product = product.multiply(BigInteger.valueOf(i));
        }
        return new BigFraction(product);
    }

    private static @Nullable BigFraction binomial(BigFraction n, BigFraction k) {
        if (n.compareTo(k) < 0) {
            return null;
        }
        BigFraction above = factorial(n);
        BigFraction below = factorial(k);
        BigFraction rest = factorial(n.subtract(k));
        return above == null || below == null || rest == null ? null : above.divide(below.multiply(rest));
    }

    static boolean isWhole(BigFraction value) {
        return value.getDenominator().equals(BigInteger.ONE);
    }

    private static long bits(BigFraction value) {
        return Math.max(value.getNumerator().bitLength(), value.getDenominator().bitLength());
    }
}
