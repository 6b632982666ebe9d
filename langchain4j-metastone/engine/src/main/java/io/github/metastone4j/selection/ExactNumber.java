package io.github.metastone4j.selection;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A rational number as people and LaTeX write it, in lowest terms: {@code 1,250.50}, {@code 3/4}, {@code -\frac{1}{2}},
 * {@code 2e3}.
 *
 * <p>The text is bounded before any arithmetic, and so is the exponent: {@code 1e999999999} would fill the memory.
 */
final class ExactNumber {

    private static final int LONGEST = 100;

    private static final String DECIMAL = "((?:\\d++(?:\\.\\d*+)?|\\.\\d++)(?:[eE][+-]?\\d{1,3})?)";
    private static final String SIGN = "([+-]?)";
    private static final Pattern SLASH = Pattern.compile(SIGN + DECIMAL + "(?:/" + DECIMAL + ")?");
    private static final Pattern FRAC =
            Pattern.compile(SIGN + "\\\\frac(?:\\{" + DECIMAL + "}| ?(\\d))(?:\\{" + DECIMAL + "}|(\\d))");
    private static final Pattern THOUSANDS = Pattern.compile("[+-]?\\d{1,3}(?:,\\d{3})++(?:\\.\\d*+)?");

    private ExactNumber() {}

    /** The number as {@code n} or {@code n/d} in lowest terms; null if the text is no number, or an outsize one. */
    static @Nullable String canonical(String text) {
        if (text.length() > LONGEST) {
            return null;
        }
        String number = THOUSANDS.matcher(text).matches() ? text.replace(",", "") : text;
        Matcher slash = SLASH.matcher(number);
        if (slash.matches()) {
            return reduced(slash.group(1), slash.group(2), slash.group(3));
        }
        Matcher frac = FRAC.matcher(number);
        return frac.matches() ? reduced(frac.group(1), either(frac, 2), either(frac, 4)) : null;
    }

    private static @Nullable String either(Matcher matcher, int group) {
        return matcher.group(group) != null ? matcher.group(group) : matcher.group(group + 1);
    }

    private static @Nullable String reduced(
            @Nullable String sign, @Nullable String numerator, @Nullable String denominator) {
        BigDecimal above = new BigDecimal(numerator == null ? "1" : numerator);
        BigDecimal below = new BigDecimal(denominator == null ? "1" : denominator);
        if (below.signum() == 0) {
            return null;
        }
        int scale = Math.max(0, Math.max(above.scale(), below.scale()));
        BigInteger n = above.movePointRight(scale).toBigIntegerExact();
        BigInteger d = below.movePointRight(scale).toBigIntegerExact();
        BigInteger divisor = n.gcd(d);
        n = "-".equals(sign) ? n.divide(divisor).negate() : n.divide(divisor);
        d = d.divide(divisor);
        return d.equals(BigInteger.ONE) ? n.toString() : n + "/" + d;
    }
}
