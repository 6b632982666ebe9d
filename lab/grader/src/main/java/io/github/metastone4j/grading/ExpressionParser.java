package io.github.metastone4j.grading;

import io.github.metastone4j.grading.Expression.Apply;
import io.github.metastone4j.grading.Expression.Constant;
import io.github.metastone4j.grading.Expression.Fraction;
import io.github.metastone4j.grading.Expression.Operation;
import io.github.metastone4j.grading.Expression.Symbol;
import io.github.metastone4j.grading.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import org.hipparchus.fraction.BigFraction;
import org.jspecify.annotations.Nullable;

/** Reads values: sums, products, powers, roots and the functions of {@link Operation}. */
final class ExpressionParser {

    /** How many signs in a row may each put an expression into another: what reads trees later goes as deep as they do. */
    private static final int MOST_IN_A_ROW = 40;

    private static final Expression HUNDREDTH = new Fraction(new BigFraction(1, 100));

    private final Cursor cursor;
    private final FunctionParser functions;
    /** Whether a plus-minus sign is read as minus. */
    private boolean minus;

    private boolean sawPlusMinus;
    private int bars;
    private int inside;

    ExpressionParser(Cursor cursor) {
        this.cursor = cursor;
        functions = new FunctionParser(cursor, this);
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
        int divisions = 0;
        while (true) {
            if (cursor.skipSign("*")) {
                factors.add(signed());
            } else if (cursor.skipSign("/")) {
                requireFew(++divisions);
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
            case COMMAND -> FunctionParser.begins(token);
            case SIGN ->
                (token.isSign("(") && !cursor.opensList())
                        || token.isSign("{")
                        || (token.isSign("[") && !cursor.opensList() && inside > 0)
                        || (token.isSign("|") && bars == 0);
            default -> false;
        };
    }

    private static void requireFew(int signs) {
        if (signs > MOST_IN_A_ROW) {
            throw new UnreadableException("too many signs in a row");
        }
    }

    private Expression power() {
        Expression base = NumberParser.isMixed(cursor) ? mixed() : atom();
        int signs = 0;
        while (true) {
            requireFew(++signs);
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
        boolean slash = !cursor.peek(1).isCommand("frac");
        Expression whole = atom();
        Expression part = atom();
        if (slash && cursor.skipSign("/")) {
            part = Expression.of(Operation.DIVIDE, part, atom());
        }
        return Expression.of(Operation.PLUS, whole, part);
    }

    Expression atom() {
        Token token = cursor.next();
        return switch (token.kind()) {
            case NUMBER -> NumberParser.number(token.text(), cursor);
            case LETTER -> letter(token.text());
            case COMMAND -> functions.read(token);
            case SIGN -> bracketed(token);
            default -> throw new UnreadableException("a value is missing at '" + token.text() + "'");
        };
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
        Expression value = enclosed();
        bars = outer;
        cursor.expectSign(end);
        return bar ? Expression.of(Operation.ABS, value) : value;
    }

    /** A value that is part of a larger one, up to the end that its brackets have. */
    Expression enclosed() {
        inside++;
        Expression value = sum();
        inside--;
        return value;
    }

    /** What a function without brackets is applied to: numbers and letters in a row. */
    Expression row() {
        inside++;
        List<Expression> factors = new ArrayList<>(List.of(power()));
        while (beginsFactor()
                && !FunctionParser.isFunction(cursor.peek())
                && !cursor.peek().isSign("(")) {
            factors.add(power());
        }
        inside--;
        return product(factors);
    }

    /** What belongs to a command or a sign: a group in braces, or the next single thing. */
    Expression argument() {
        cursor.enter();
        inside++;
        Expression argument;
        if (cursor.skipSign("{")) {
            argument = enclosed();
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
