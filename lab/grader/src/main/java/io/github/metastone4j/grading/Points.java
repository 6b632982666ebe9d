package io.github.metastone4j.grading;

import io.github.metastone4j.grading.Expression.Apply;
import io.github.metastone4j.grading.Expression.Constant;
import io.github.metastone4j.grading.Expression.Fraction;
import io.github.metastone4j.grading.Expression.Symbol;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.hipparchus.complex.Complex;
import org.hipparchus.fraction.BigFraction;
import org.hipparchus.special.Gamma;

/**
 * Values of expressions at a point, in double precision: tells most wrong answers without any algebra. The points are always the
 * same ones.
 */
final class Points {

    /** How many there are: of both signs, since what holds for positive numbers only is not the same. */
    static final int COUNT = 12;

    private static final int[] DENOMINATORS = {11, 13, 17, 19};
    private static final double NO_IMAGINARY_PART = 1e-10;
    private static final double NEAR_A_WHOLE = 1e-9;

    private final Map<String, BigFraction> point;
    private final boolean real;
    private double largest;

    private Points(Map<String, BigFraction> point, boolean real) {
        this.point = point;
        this.real = real;
    }

    /** A value for every variable: a fraction between 1/10 and 3 with a small denominator, or the same below zero. */
    static Map<String, BigFraction> at(Set<String> symbols, int index) {
        Map<String, BigFraction> point = new HashMap<>();
        for (String symbol : symbols) {
            Random random = new Random(31L * symbol.hashCode() + 7919L * index);
            int below = DENOMINATORS[random.nextInt(DENOMINATORS.length)];
            int above = 2 + random.nextInt(3 * below - 2);
            // Never a whole number, where too much is the same.
            BigFraction value = new BigFraction(above % below == 0 ? above + 1 : above, below);
            // The first half is positive, where most functions are defined.
            point.put(symbol, index >= COUNT / 2 && random.nextBoolean() ? value.negate() : value);
        }
        return point;
    }

    /** The expression with numbers in place of its variables. */
    static Expression substituted(Expression expression, Map<String, BigFraction> point) {
        if (expression instanceof Symbol symbol) {
            return new Fraction(point.getOrDefault(symbol.name(), BigFraction.ONE));
        }
        return expression instanceof Apply apply
                ? new Apply(
                        apply.operation(),
                        apply.arguments().stream()
                                .map(part -> substituted(part, point))
                                .toList())
                : expression;
    }

    /**
     * The value of an expression at a point.
     *
     * @param real whether nothing but real numbers is meant: a square root of a negative number is then no value
     */
    static Sample sample(Expression expression, Map<String, BigFraction> point, boolean real) {
        Points points = new Points(point, real);
        Complex value = points.value(expression);
        return new Sample(value, points.largest);
    }

    /**
     * A value, and how much of it may be noise.
     *
     * @param value NaN where the expression has none
     * @param largest of the terms that were added up: their rounding errors are in the value
     */
    record Sample(Complex value, double largest) {

        boolean isFinite() {
            return Double.isFinite(value.getReal()) && Double.isFinite(value.getImaginary());
        }

        /** Whether no rounding explains the difference. */
        boolean differsFrom(Sample other) {
            double distance = value.subtract(other.value).norm();
            return distance > 1e-7 * Math.max(value.norm(), other.value.norm())
                    && distance > 1e-9 * Math.max(largest, other.largest);
        }
    }

    private Complex value(Expression expression) {
        if (expression instanceof Fraction number) {
            return new Complex(number.value().doubleValue());
        } else if (expression instanceof Symbol symbol) {
            return new Complex(
                    point.getOrDefault(symbol.name(), BigFraction.ONE).doubleValue());
        } else if (expression instanceof Constant constant) {
            return switch (constant) {
                case PI -> new Complex(Math.PI);
                case E -> new Complex(Math.E);
                case I -> Complex.I;
                case INFINITY -> Complex.NaN;
            };
        }
        Complex value = applied((Apply) expression);
        if (!Double.isFinite(value.getReal()) || !Double.isFinite(value.getImaginary())) {
            return Complex.NaN;
        }
        if (!real) {
            return value;
        }
        return Math.abs(value.getImaginary()) > NO_IMAGINARY_PART * Math.abs(value.getReal())
                ? Complex.NaN
                : new Complex(value.getReal());
    }

    private Complex applied(Apply apply) {
        // Each part once: twice at every level would be without end.
        List<Complex> parts = apply.arguments().stream().map(this::value).toList();
        Complex first = parts.get(0);
        return switch (apply.operation()) {
            case PLUS -> sum(parts);
            case TIMES -> parts.stream().reduce(Complex.ONE, Complex::multiply);
            case DIVIDE -> first.divide(parts.get(1));
            case POWER -> power(apply, first, parts.get(1));
            case BINOMIAL -> {
                double n = first.getReal();
                double k = parts.get(1).getReal();
                yield new Complex(Gamma.gamma(n + 1) / Gamma.gamma(k + 1) / Gamma.gamma(n - k + 1));
            }
            case FACTORIAL -> new Complex(Gamma.gamma(first.getReal() + 1));
            case ABS -> new Complex(first.norm());
            case FLOOR, CEILING -> {
                double number = first.getReal();
                boolean near = Math.abs(number - Math.rint(number)) < NEAR_A_WHOLE;
                double whole = apply.operation() == Expression.Operation.FLOOR ? Math.floor(number) : Math.ceil(number);
                yield near ? Complex.NaN : new Complex(whole);
            }
            case LN -> first.norm() == 0 ? Complex.NaN : first.log();
            case SIN -> first.sin();
            case COS -> first.cos();
            case TAN -> first.tan();
            case COT -> first.tan().reciprocal();
            case SEC -> first.cos().reciprocal();
            case CSC -> first.sin().reciprocal();
            case ARCSIN -> first.asin();
            case ARCCOS -> first.acos();
            case ARCTAN -> first.atan();
            case SINH -> first.sinh();
            case COSH -> first.cosh();
            case TANH -> first.tanh();
        };
    }

    private Complex sum(List<Complex> terms) {
        Complex sum = Complex.ZERO;
        for (Complex term : terms) {
            largest = Math.max(largest, term.norm());
            sum = sum.add(term);
        }
        return sum;
    }

    private static Complex power(Apply apply, Complex base, Complex exponent) {
        if (base.norm() == 0) {
            return exponent.getReal() > 0 ? Complex.ZERO : Complex.NaN;
        }
        if (base.getImaginary() == 0 && exponent.getImaginary() == 0) {
            double real = base.getReal();
            if (real > 0 || exponent.getReal() == Math.rint(exponent.getReal())) {
                return new Complex(Math.pow(real, exponent.getReal()));
            }
            BigFraction fraction = Rationals.of(apply.second());
            if (fraction != null && hasRealRoot(fraction)) {
                double root = Math.pow(-real, exponent.getReal());
                return new Complex(fraction.getNumerator().testBit(0) ? -root : root);
            }
        }
        return base.pow(exponent);
    }

    /** Whether a negative number has this power among the real numbers: the cube root of -8 is -2. */
    static boolean hasRealRoot(BigFraction exponent) {
        return exponent.getDenominator().testBit(0);
    }
}
