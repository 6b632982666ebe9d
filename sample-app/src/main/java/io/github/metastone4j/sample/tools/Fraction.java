package io.github.metastone4j.sample.tools;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/**
 * A rational number in lowest terms; its sign is the numerator's.
 *
 * @param numerator any
 * @param denominator more than 0
 */
record Fraction(BigInteger numerator, BigInteger denominator) implements Comparable<Fraction> {

    static final Fraction ZERO = of(0);
    static final Fraction ONE = of(1);

    /** Of a number that is read; far more than a question has. */
    private static final int MAX_DIGITS = 60;

    /** Of a number that is computed, some 600 digits, so that one call cannot fill the memory. */
    private static final int MAX_BITS = 2000;

    Fraction {
        if (denominator.signum() == 0) {
            throw new IllegalArgumentException("division by zero; check the expression");
        }
        BigInteger divisor = numerator.gcd(denominator).max(BigInteger.ONE);
        divisor = denominator.signum() < 0 ? divisor.negate() : divisor;
        numerator = numerator.divide(divisor);
        denominator = denominator.divide(divisor);
        if (numerator.bitLength() > MAX_BITS || denominator.bitLength() > MAX_BITS) {
            throw new IllegalArgumentException(
                    "a number on the way has more than 600 digits; ask for something smaller");
        }
    }

    static Fraction of(long value) {
        return new Fraction(BigInteger.valueOf(value), BigInteger.ONE);
    }

    /**
     * Reads a number as people write it: {@code 12}, {@code -1.5}, {@code 3/4}, {@code 1e3}.
     *
     * @throws IllegalArgumentException if it isn't one, or is too long
     */
    static Fraction parse(String text) {
        String trimmed = text.strip().replace('−', '-').replace("_", "");
        int slash = trimmed.indexOf('/');
        if (slash > 0) {
            return decimal(trimmed.substring(0, slash), text).dividedBy(decimal(trimmed.substring(slash + 1), text));
        }
        return decimal(trimmed, text);
    }

    private static Fraction decimal(String text, String whole) {
        try {
            BigDecimal value = new BigDecimal(text.strip());
            if (text.length() <= MAX_DIGITS && Math.abs((long) value.scale()) <= MAX_DIGITS) {
                return value.scale() > 0
                        ? new Fraction(value.unscaledValue(), BigInteger.TEN.pow(value.scale()))
                        : new Fraction(value.toBigIntegerExact(), BigInteger.ONE);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + whole + "' is no number; write it as 12, 1.5 or 3/4, without units", e);
        }
        throw new IllegalArgumentException("'" + whole + "' is too long; at most " + MAX_DIGITS + " digits are taken");
    }

    Fraction plus(Fraction other) {
        return new Fraction(
                numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
                denominator.multiply(other.denominator));
    }

    Fraction minus(Fraction other) {
        return plus(other.negated());
    }

    Fraction times(Fraction other) {
        return new Fraction(numerator.multiply(other.numerator), denominator.multiply(other.denominator));
    }

    Fraction dividedBy(Fraction other) {
        return new Fraction(numerator.multiply(other.denominator), denominator.multiply(other.numerator));
    }

    Fraction negated() {
        return new Fraction(numerator.negate(), denominator);
    }

    Fraction power(int exponent) {
        return exponent < 0
                ? ONE.dividedBy(power(-exponent))
                : new Fraction(numerator.pow(exponent), denominator.pow(exponent));
    }

    boolean isZero() {
        return numerator.signum() == 0;
    }

    boolean isWhole() {
        return denominator.equals(BigInteger.ONE);
    }

    /** The root, if it is rational; else null. */
    @Nullable
    Fraction root() {
        if (numerator.signum() < 0) {
            return null;
        }
        BigInteger top = numerator.sqrt();
        BigInteger bottom = denominator.sqrt();
        boolean exact =
                top.multiply(top).equals(numerator) && bottom.multiply(bottom).equals(denominator);
        return exact ? new Fraction(top, bottom) : null;
    }

    @Override
    public int compareTo(Fraction other) {
        return minus(other).numerator.signum();
    }

    /** As a decimal where it ends, else rounded to eight digits, with a sign that says so. */
    String toDecimal() {
        try {
            BigDecimal exact = new BigDecimal(numerator).divide(new BigDecimal(denominator));
            return exact.stripTrailingZeros().toPlainString();
        } catch (ArithmeticException e) { // the decimals never end
            return "about " + rounded();
        }
    }

    BigDecimal toBigDecimal(MathContext precision) {
        return new BigDecimal(numerator).divide(new BigDecimal(denominator), precision);
    }

    private String rounded() {
        return toBigDecimal(new MathContext(8)).stripTrailingZeros().toPlainString();
    }

    /** {@code 5}, {@code -5/2}. */
    @Override
    public String toString() {
        return isWhole() ? numerator.toString() : numerator + "/" + denominator;
    }
}
