package io.github.metastone4j.grading;

import io.github.metastone4j.grading.Expression.Apply;
import io.github.metastone4j.grading.Expression.Constant;
import io.github.metastone4j.grading.Expression.Fraction;
import io.github.metastone4j.grading.Expression.Operation;
import io.github.metastone4j.grading.Expression.Symbol;
import io.github.metastone4j.grading.Token.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.hipparchus.fraction.BigFraction;
import org.jspecify.annotations.Nullable;

/** Reads values: sums, products, powers, roots and the functions of {@link Operation}. */
final class ExpressionParser {

    private static final Set<String> GREEK = Set.of(
            "alpha",
            "beta",
            "gamma",
            "delta",
            "epsilon",
            "varepsilon",
            "zeta",
            "eta",
            "theta",
            "iota",
            "kappa",
            "lambda",
            "mu",
            "nu",
            "xi",
            "rho",
            "sigma",
            "tau",
            "phi",
            "chi",
            "psi",
            "omega",
            "Gamma",
            "Delta",
            "Theta",
            "Lambda",
            "Sigma",
            "Phi",
            "Psi",
            "Omega",
            "ell");
    private static final Set<Operation> FUNCTIONS = Set.of(
            Operation.SIN,
            Operation.COS,
            Operation.TAN,
            Operation.COT,
            Operation.SEC,
            Operation.CSC,
            Operation.ARCSIN,
            Operation.ARCCOS,
            Operation.ARCTAN,
            Operation.SINH,
            Operation.COSH,
            Operation.TANH,
            Operation.LN);
    private static final Map<Operation, Operation> INVERSE =
            Map.of(Operation.SIN, Operation.ARCSIN, Operation.COS, Operation.ARCCOS, Operation.TAN, Operation.ARCTAN);
    private static final Expression HUNDREDTH = new Fraction(new BigFraction(1, 100));

    private final Cursor cursor;
    /** Whether a plus-minus sign is read as minus. */
    private boolean minus;

    private boolean sawPlusMinus;
    private int bars;
    private int inside;

    ExpressionParser(Cursor cursor) {
        this.cursor = cursor;
    }

    /** The value here; two of them if it has a plus-minus sign, that with the upper signs first. */
    List<Expression> values() {
        int start = cursor.position();
        sawPlusMinus = false;
        Expression upper = sum();
        if (!sawPlusMinus) {
            return List.of(upper);
        }
        cursor.back(start);
        minus = true;
        Expression lower = sum();
        minus = false;
        return List.of(upper, lower);
    }

    private Expression sum() {
        cursor.enter();
        List<Expression> terms = new ArrayList<>();
        Boolean sign = sign();
        while (true) {
            Expression term = term();
            terms.add(Boolean.TRUE.equals(sign) ? term.negated() : term);
            sign = sign();
            if (sign == null) {
                break;
            }
        }
        cursor.leave();
        return terms.size() == 1 ? terms.get(0) : new Apply(Operation.PLUS, terms);
    }

    /** Whether a sign here negates; null if there is none. */
    private @Nullable Boolean sign() {
        if (cursor.skipSign("+")) {
            return false;
        } else if (cursor.skipSign("-")) {
            return true;
        } else if (cursor.skipCommand("pm")) {
            sawPlusMinus = true;
            return minus;
        } else if (cursor.skipCommand("mp")) {
            sawPlusMinus = true;
            return !minus;
        }
        return null;
    }

    private Expression term() {
        List<Expression> factors = new ArrayList<>(List.of(signed()));
        while (true) {
            if (cursor.skipSign("*")) {
                factors.add(signed());
            } else if (cursor.skipSign("/")) {
                Expression divided = Expression.of(Operation.DIVIDE, product(factors), signed());
                factors.clear();
                factors.add(divided);
            } else if (beginsFactor()) {
                factors.add(power());
            } else {
                return product(factors);
            }
        }
    }

    private static Expression product(List<Expression> factors) {
        return factors.size() == 1 ? factors.get(0) : new Apply(Operation.TIMES, factors);
    }

    private Expression signed() {
        cursor.enter();
        Boolean sign = sign();
        Expression value = sign == null ? power() : signed();
        cursor.leave();
        return Boolean.TRUE.equals(sign) ? value.negated() : value;
    }

    /** Whether what comes is multiplied, without a sign that says so. */
    private boolean beginsFactor() {
        Token token = cursor.peek();
        return switch (token.kind()) {
            case NUMBER, LETTER -> true;
            case COMMAND ->
                GREEK.contains(token.text())
                        || Set.of("frac", "sqrt", "pi", "infty", "binom", "log", "exp", "lfloor", "lceil")
                                .contains(token.text())
                        || function(token) != null;
            case SIGN ->
                (token.isSign("(") && !cursor.opensList())
                        || token.isSign("{")
                        || (token.isSign("[") && !cursor.opensList() && inside > 0)
                        || (token.isSign("|") && bars == 0);
            default -> false;
        };
    }

    private Expression power() {
        Expression base = mixed();
        while (true) {
            if (cursor.skipSign("^")) {
                base = Expression.of(Operation.POWER, base, argument());
            } else if (cursor.skipSign("!")) {
                base = Expression.of(Operation.FACTORIAL, base);
            } else if (cursor.skipSign("%") || percentInWords()) {
                base = Expression.of(Operation.TIMES, base, HUNDREDTH);
            } else if (inside > 0 && cursor.skipCommand("degree")) {
                base = Expression.of(
                        Operation.TIMES, base, Expression.of(Operation.DIVIDE, Constant.PI, Expression.of(180)));
            } else {
                return base;
            }
        }
    }

    private boolean percentInWords() {
        boolean percent = cursor.peek().is(Kind.WORDS, "percent");
        if (percent) {
            cursor.next();
        }
        return percent;
    }

    /** A whole number and a fraction beside it are one number: {@code 2\frac{1}{3}} and {@code 2 1/3}. */
    private Expression mixed() {
        Token whole = cursor.peek();
        if (whole.kind() != Kind.NUMBER || !isWhole(whole)) {
            return atom();
        }
        boolean slash = cursor.peek(1).spaced()
                && isWhole(cursor.peek(1))
                && cursor.peek(2).isSign("/")
                && isWhole(cursor.peek(3));
        if (!slash && !cursor.peek(1).isCommand("frac")) {
            return atom();
        }
        Expression value = atom();
        int start = cursor.position();
        Expression part;
        if (slash) {
            part = Expression.of(Operation.DIVIDE, atom(), cursor.skipSign("/") ? atom() : value);
        } else {
            part = atom();
        }
        if (part instanceof Apply fraction
                && fraction.first() instanceof Fraction above
                && fraction.second() instanceof Fraction below
                && above.value().getDenominator().equals(BigInteger.ONE)
                && below.value().getDenominator().equals(BigInteger.ONE)) {
            return Expression.of(Operation.PLUS, value, part);
        }
        cursor.back(start);
        return value;
    }

    private static boolean isWhole(Token token) {
        return token.kind() == Kind.NUMBER && token.text().chars().allMatch(Character::isDigit);
    }

    private Expression atom() {
        Token token = cursor.next();
        return switch (token.kind()) {
            case NUMBER -> number(token.text());
            case LETTER -> letter(token.text());
            case COMMAND -> command(token);
            case SIGN -> bracketed(token);
            default -> throw new UnreadableException("a value is missing at '" + token.text() + "'");
        };
    }

    private Expression number(String digits) {
        BigFraction value = Rationals.parse(digits);
        if (cursor.peek().isCommand("overline") && digits.contains(".")) {
            cursor.next();
            cursor.expectSign("{");
            String period = cursor.next().text();
            cursor.expectSign("}");
            int places = new BigDecimal(digits).scale();
            value = value.add(Rationals.period(period, places));
        }
        return new Fraction(value);
    }

    private static Expression letter(String name) {
        return switch (name) {
            case "e" -> Constant.E;
            case "i" -> Constant.I;
            default -> new Symbol(name);
        };
    }

    private Expression bracketed(Token open) {
        String end =
                switch (open.text()) {
                    case "(" -> ")";
                    case "[" -> "]";
                    case "{" -> "}";
                    case "|" -> "|";
                    default -> throw new UnreadableException("'" + open.text() + "' is no value");
                };
        boolean bar = end.equals("|");
        int outer = bars;
        bars = bar ? outer + 1 : 0;
        inside++;
        Expression value = sum();
        inside--;
        bars = outer;
        cursor.expectSign(end);
        return bar ? Expression.of(Operation.ABS, value) : value;
    }

    private Expression command(Token token) {
        Operation function = function(token);
        if (function != null) {
            return applied(function);
        }
        if (GREEK.contains(token.text())) {
            return new Symbol(token.text());
        }
        return switch (token.text()) {
            case "pi" -> Constant.PI;
            case "infty" -> Constant.INFINITY;
            case "frac" -> Expression.of(Operation.DIVIDE, argument(), argument());
            case "binom" -> Expression.of(Operation.BINOMIAL, argument(), argument());
            case "sqrt" -> root();
            case "exp" -> Expression.of(Operation.POWER, Constant.E, operand());
            case "log" -> logarithm();
            case "lfloor" -> rounded(Operation.FLOOR, "rfloor");
            case "lceil" -> rounded(Operation.CEILING, "rceil");
            default -> throw new UnreadableException("\\" + token.text() + " is not known");
        };
    }

    private static @Nullable Operation function(Token token) {
        if (token.kind() == Kind.COMMAND) {
            for (Operation operation : FUNCTIONS) {
                if (operation.name().toLowerCase(Locale.ROOT).equals(token.text())) {
                    return operation;
                }
            }
        }
        return null;
    }

    private Expression root() {
        Expression index = Expression.of(2);
        if (cursor.skipSign("[")) {
            index = sum();
            cursor.expectSign("]");
        }
        return Expression.of(Operation.POWER, argument(), Expression.of(Operation.DIVIDE, Expression.of(1), index));
    }

    /** Without a base it is that of 10. */
    private Expression logarithm() {
        Expression base = cursor.skipSign("_") ? argument() : Expression.of(10);
        return Expression.of(
                Operation.DIVIDE, Expression.of(Operation.LN, operand()), Expression.of(Operation.LN, base));
    }

    private Expression rounded(Operation operation, String end) {
        inside++;
        Expression value = sum();
        inside--;
        if (!cursor.skipCommand(end)) {
            throw new UnreadableException("\\" + end + " is missing");
        }
        return Expression.of(operation, value);
    }

    private Expression applied(Operation function) {
        if (!cursor.skipSign("^")) {
            return Expression.of(function, operand());
        }
        Expression exponent = argument();
        Operation inverse = INVERSE.get(function);
        if (inverse != null && exponent.equals(Expression.of(-1))) {
            return Expression.of(inverse, operand());
        }
        return Expression.of(Operation.POWER, Expression.of(function, operand()), exponent);
    }

    /** What a function is applied to: what is in brackets, or numbers and letters in a row. */
    private Expression operand() {
        cursor.enter();
        inside++;
        Expression operand;
        if (cursor.peek().isSign("(") || cursor.peek().isSign("[")) {
            operand = atom();
        } else {
            List<Expression> factors = new ArrayList<>(List.of(power()));
            while (beginsFactor()
                    && function(cursor.peek()) == null
                    && !cursor.peek().isSign("(")) {
                factors.add(power());
            }
            operand = product(factors);
        }
        inside--;
        cursor.leave();
        return operand;
    }

    /** What belongs to a command or a sign: a group in braces, or the next single thing. */
    private Expression argument() {
        cursor.enter();
        inside++;
        Expression argument;
        if (cursor.skipSign("{")) {
            argument = sum();
            cursor.expectSign("}");
        } else if (cursor.skipSign("-")) {
            argument = atom().negated();
        } else {
            argument = atom();
            if (cursor.skipSign("^")) {
                argument = Expression.of(Operation.POWER, argument, argument());
            }
        }
        inside--;
        cursor.leave();
        return argument;
    }
}
