package io.github.metastone4j.sample.tools;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** An equation in one unknown, linear or quadratic, and its exact solutions. */
final class Equation {

    private static final int MAX_LENGTH = 200;
    private static final int MAX_DEPTH = 20;

    /** Of what is only near a solution: more than twice what a number may have, since the two parts may all but cancel. */
    private static final MathContext PRECISION = new MathContext(1300);

    private final String text;
    private int at;
    private int depth;
    private @Nullable Character unknown;

    private Equation(String text) {
        this.text = text;
    }

    /**
     * Solves it.
     *
     * @param equation such as {@code 2x + 3 = 11} or {@code x^2 = 5x - 6}; without {@code =} it is set to zero
     * @return all real solutions, {@code x = 4} or {@code x = 2 or x = 3}
     * @throws IllegalArgumentException if it is no such equation; the message says why
     */
    static String solve(String equation) {
        if (equation.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("the equation has " + equation.length() + " characters; at most "
                    + MAX_LENGTH + " are taken: simplify it first");
        }
        var reader = new Equation(equation.replace('−', '-')
                .replace('·', '*')
                .replace('×', '*')
                .replace("**", "^")
                .replace("²", "^2")
                .replaceAll("\\s+", ""));
        Polynomial difference = reader.read();
        if (reader.unknown == null) {
            throw new IllegalArgumentException(
                    "'" + equation + "' has no unknown; write it with a letter, as in 2x + 3 = 11");
        }
        return solutions(difference, reader.unknown);
    }

    private Polynomial read() {
        Polynomial left = sum();
        if (at < text.length() && text.charAt(at) == '=') {
            at++;
            left = left.minus(sum());
        }
        if (at < text.length()) {
            throw unexpected();
        }
        return left;
    }

    private Polynomial sum() {
        if (++depth > MAX_DEPTH) {
            throw new IllegalArgumentException(
                    "parentheses are more than " + MAX_DEPTH + " deep; simplify the equation");
        }
        Polynomial sum = term();
        while (next('+') || next('-')) {
            char sign = text.charAt(at++);
            sum = sign == '+' ? sum.plus(term()) : sum.minus(term());
        }
        depth--;
        return sum;
    }

    /** Factors may stand side by side: {@code 2x}, {@code 3(x+1)}. */
    private Polynomial term() {
        boolean negative = false;
        while (next('-') || next('+')) {
            negative ^= text.charAt(at++) == '-';
        }
        Polynomial product = power();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '*' || c == '/') {
                at++;
                product = c == '*' ? product.times(power()) : product.dividedBy(power());
            } else if (c == '(' || Character.isLetterOrDigit(c)) {
                product = product.times(power());
            } else {
                break;
            }
        }
        return negative ? Polynomial.of(Fraction.ZERO).minus(product) : product;
    }

    /** A sign in front belongs to the whole power: {@code 2 * -x^2} is {@code 2 * -(x^2)}. */
    private Polynomial power() {
        if (next('-')) {
            at++;
            return Polynomial.of(Fraction.ZERO).minus(power());
        }
        Polynomial base = factor();
        if (!next('^')) {
            return base;
        }
        at++;
        int start = at;
        while (at < text.length() && Character.isDigit(text.charAt(at))) {
            at++;
        }
        if (at == start || at - start > 1) {
            throw new IllegalArgumentException("exponents must be whole numbers from 0 to 9; only linear and quadratic"
                    + " equations can be solved");
        }
        Polynomial result = Polynomial.of(Fraction.ONE);
        for (int i = text.charAt(start) - '0'; i > 0; i--) {
            result = result.times(base);
        }
        return result;
    }

    private Polynomial factor() {
        if (next('(')) {
            at++;
            Polynomial inside = sum();
            if (!next(')')) {
                throw unexpected();
            }
            at++;
            return inside;
        }
        if (at < text.length() && Character.isLetter(text.charAt(at))) {
            char letter = text.charAt(at++);
            if (unknown != null && unknown != letter) {
                throw new IllegalArgumentException("there are two unknowns, " + unknown + " and " + letter
                        + "; only equations in one can be solved");
            }
            unknown = letter;
            return Polynomial.X;
        }
        int start = at;
        while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
            at++;
        }
        if (at == start) {
            throw unexpected();
        }
        return Polynomial.of(Fraction.parse(text.substring(start, at)));
    }

    private boolean next(char wanted) {
        return at < text.length() && text.charAt(at) == wanted;
    }

    private IllegalArgumentException unexpected() {
        String where = at < text.length() ? "'" + text.charAt(at) + "' at position " + (at + 1) : "its end";
        return new IllegalArgumentException(
                "the equation cannot be read at " + where + "; write it as 2x + 3 = 11 or x^2 = 5x - 6");
    }

    private static String solutions(Polynomial polynomial, char unknown) {
        Fraction a = polynomial.coefficient(2);
        Fraction b = polynomial.coefficient(1);
        Fraction c = polynomial.coefficient(0);
        String equals = unknown + " = ";
        if (polynomial.degree() > 2) {
            throw new IllegalArgumentException("the equation has degree " + polynomial.degree()
                    + "; only linear and quadratic ones can be solved");
        }
        if (a.isZero() && b.isZero()) {
            return c.isZero() ? "every number solves it" : "no number solves it";
        }
        if (a.isZero()) {
            return equals + c.negated().dividedBy(b);
        }
        Fraction middle = b.negated().dividedBy(a.times(Fraction.of(2)));
        Fraction spread = middle.times(middle).minus(c.dividedBy(a));
        if (spread.compareTo(Fraction.ZERO) < 0) {
            return "no real number solves it";
        }
        Fraction root = spread.root();
        if (root == null) {
            return String.join(
                    " or ",
                    List.of(equals + irrational(middle, "-", spread), equals + irrational(middle, "+", spread)));
        }
        return root.isZero() ? equals + middle : equals + middle.minus(root) + " or " + equals + middle.plus(root);
    }

    private static String irrational(Fraction middle, String sign, Fraction spread) {
        BigDecimal root = spread.toBigDecimal(PRECISION).sqrt(PRECISION);
        BigDecimal value = middle.toBigDecimal(PRECISION).add(sign.equals("-") ? root.negate() : root, PRECISION);
        String exact =
                (middle.isZero() ? (sign.equals("-") ? "-" : "") : middle + " " + sign + " ") + "sqrt(" + spread + ")";
        return exact + String.format(Locale.ROOT, " (about %.6g)", value);
    }

    /** Rational coefficients by power of the unknown. */
    private record Polynomial(List<Fraction> coefficients) {

        static final Polynomial X = new Polynomial(List.of(Fraction.ZERO, Fraction.ONE));
        private static final int MAX_DEGREE = 9;

        static Polynomial of(Fraction value) {
            return new Polynomial(List.of(value));
        }

        Fraction coefficient(int power) {
            return power < coefficients.size() ? coefficients.get(power) : Fraction.ZERO;
        }

        int degree() {
            int degree = coefficients.size() - 1;
            while (degree > 0 && coefficients.get(degree).isZero()) {
                degree--;
            }
            return degree;
        }

        Polynomial plus(Polynomial other) {
            return combined(other, Fraction.ONE);
        }

        Polynomial minus(Polynomial other) {
            return combined(other, Fraction.ONE.negated());
        }

        private Polynomial combined(Polynomial other, Fraction factor) {
            int size = Math.max(coefficients.size(), other.coefficients.size());
            return new Polynomial(IntStream.range(0, size)
                    .mapToObj(i -> coefficient(i).plus(other.coefficient(i).times(factor)))
                    .toList());
        }

        Polynomial times(Polynomial other) {
            int degree = degree() + other.degree();
            if (degree > MAX_DEGREE) {
                throw new IllegalArgumentException(
                        "the equation has degree " + degree + "; only linear and quadratic ones can be solved");
            }
            return new Polynomial(IntStream.rangeClosed(0, degree)
                    .mapToObj(power -> IntStream.rangeClosed(0, power)
                            .mapToObj(i -> coefficient(i).times(other.coefficient(power - i)))
                            .reduce(Fraction.ZERO, Fraction::plus))
                    .toList());
        }

        Polynomial dividedBy(Polynomial other) {
            if (other.degree() > 0) {
                throw new IllegalArgumentException(
                        "the unknown stands in a denominator; multiply the equation by it first");
            }
            return times(of(Fraction.ONE.dividedBy(other.coefficient(0))));
        }
    }
}
