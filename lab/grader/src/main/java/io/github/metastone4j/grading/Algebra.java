package io.github.metastone4j.grading;

import edu.jas.kern.ComputerThreads;
import io.github.metastone4j.grading.Expression.Apply;
import io.github.metastone4j.grading.Expression.Constant;
import io.github.metastone4j.grading.Expression.Fraction;
import io.github.metastone4j.grading.Expression.Symbol;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hipparchus.fraction.BigFraction;
import org.matheclipse.core.basic.Config;
import org.matheclipse.core.eval.EvalEngine;
import org.matheclipse.core.expression.F;
import org.matheclipse.core.expression.S;
import org.matheclipse.core.interfaces.IAST;
import org.matheclipse.core.interfaces.IExpr;
import org.matheclipse.core.interfaces.INumber;
import org.matheclipse.core.interfaces.ISymbol;

/**
 * Symja, asked one question: are two expressions the same? It gets no text of a model's. Its expressions are built from ours, operation by
 * operation; variables get names of our own; files, network and threads are off.
 *
 * <p>Loading this class loads Symja, which takes seconds.
 */
final class Algebra {

    private static final int DIGITS = 60;
    /** What is left of 60 digits when rounding has taken its share. */
    private static final double ZERO = 1e-45;

    static {
        Config.FILESYSTEM_ENABLED = false;
        Config.JAVA_UNSAFE = false;
        Config.JAS_NO_THREADS = true;
        Config.TIMECONSTRAINED_NO_THREAD = true;
        Config.MAX_AST_SIZE = 20_000;
        Config.MAX_BIT_LENGTH = 100_000;
        Config.MAX_POLYNOMIAL_DEGREE = 500;
        Config.MAX_PRECISION_APFLOAT = 1_000;
        ComputerThreads.NO_THREADS = true;
    }

    private static final double LARGEST = 1e200;

    private final EvalEngine engine = new EvalEngine(true);
    private final Map<String, ISymbol> symbols = new HashMap<>();

    private Algebra() {
        engine.setFileSystemEnabled(false);
        engine.setRecursionLimit(256);
        engine.setIterationLimit(1_000);
        engine.setOutListDisabled(true, (short) 0);
        engine.setQuietMode(true);
        EvalEngine.set(engine);
    }

    /** Loads everything, so that the first question is no slower than the others. */
    static boolean start() {
        Algebra algebra = new Algebra();
        return algebra.engine.evaluate(F.Plus(F.C1, F.C2)).isNumber();
    }

    /**
     * Whether two expressions are the same: exactly, or else to 45 digits at every one of some points.
     *
     * @param points where both have a value; for constants one point without variables
     */
    static boolean same(Expression one, Expression other, List<Map<String, BigFraction>> points) {
        return new Algebra().isSame(one, other, points);
    }

    private boolean isSame(Expression one, Expression other, List<Map<String, BigFraction>> points) {
        IExpr difference = engine.evaluate(F.Subtract(expression(one), expression(other)));
        if (difference.isZero()) {
            return true;
        }
        if (difference.isExactNumber()) {
            return false;
        }
        if (!symbols.isEmpty() && engine.evaluate(F.Together(difference)).isZero()) {
            return true;
        }
        int agreed = 0;
        for (Map<String, BigFraction> point : points) {
            IExpr a = number(Points.substituted(one, point));
            IExpr b = number(Points.substituted(other, point));
            if (a instanceof INumber x && b instanceof INumber y) {
                double largest = Math.max(1, Math.max(size(x), size(y)));
                double distance = size(engine.evaluate(F.Subtract(x, y)));
                // Also false where one is NaN, or too large to tell.
                if (!(distance <= ZERO * largest && largest < LARGEST)) {
                    return false;
                }
                agreed++;
            }
        }
        return agreed > 0;
    }

    private IExpr number(Expression constant) {
        return engine.evaluate(F.N(expression(constant), F.ZZ(DIGITS)));
    }

    private static double size(IExpr number) {
        return number instanceof INumber size ? size.abs().evalf() : Double.NaN;
    }

    private IExpr expression(Expression expression) {
        if (expression instanceof Fraction number) {
            return fraction(number.value());
        } else if (expression instanceof Symbol symbol) {
            return symbols.computeIfAbsent(symbol.name(), name -> F.Dummy("v" + symbols.size()));
        } else if (expression instanceof Constant constant) {
            return switch (constant) {
                case PI -> S.Pi;
                case E -> S.E;
                case I -> F.CI;
                case INFINITY -> throw new IllegalArgumentException("infinity is no value to calculate with");
            };
        }
        Apply apply = (Apply) expression;
        BigFraction value = Rationals.of(apply);
        return value == null ? applied(apply) : fraction(value);
    }

    private static IExpr fraction(BigFraction value) {
        return F.QQ(F.ZZ(value.getNumerator()), F.ZZ(value.getDenominator()));
    }

    private IExpr applied(Apply apply) {
        List<IExpr> parts = apply.arguments().stream().map(this::expression).toList();
        IExpr x = parts.get(0);
        return switch (apply.operation()) {
            case PLUS -> all(S.Plus, parts);
            case TIMES -> all(S.Times, parts);
            case DIVIDE -> F.Divide(x, parts.get(1));
            case POWER -> power(apply, x, parts.get(1));
            case BINOMIAL -> F.Binomial(x, parts.get(1));
            case ABS -> F.Abs(x);
            case FACTORIAL -> F.Factorial(x);
            case FLOOR -> F.Floor(x);
            case CEILING -> F.Ceiling(x);
            case LN -> F.Log(x);
            case SIN -> F.Sin(x);
            case COS -> F.Cos(x);
            case TAN -> F.Tan(x);
            case COT -> F.Cot(x);
            case SEC -> F.Sec(x);
            case CSC -> F.Csc(x);
            case ARCSIN -> F.ArcSin(x);
            case ARCCOS -> F.ArcCos(x);
            case ARCTAN -> F.ArcTan(x);
            case SINH -> F.Sinh(x);
            case COSH -> F.Cosh(x);
            case TANH -> F.Tanh(x);
        };
    }

    private static IAST all(ISymbol operation, List<IExpr> parts) {
        return F.ast(parts.toArray(IExpr[]::new), operation);
    }

    /** Of a negative number the real root, where there is one. */
    private static IExpr power(Apply apply, IExpr base, IExpr exponent) {
        BigFraction fraction = Rationals.of(apply.second());
        if (fraction != null
                && !Rationals.isWhole(fraction)
                && Points.hasRealRoot(fraction)
                && apply.first().symbols().isEmpty()) {
            Points.Sample sample = Points.sample(apply.first(), Map.of(), true);
            if (sample.isFinite() && sample.value().getReal() < 0) {
                IExpr root = F.Power(F.Negate(base), exponent);
                return fraction.getNumerator().testBit(0) ? F.Negate(root) : root;
            }
        }
        return F.Power(base, exponent);
    }
}
