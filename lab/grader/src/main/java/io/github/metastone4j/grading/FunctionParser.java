package io.github.metastone4j.grading;

import io.github.metastone4j.grading.Expression.Constant;
import io.github.metastone4j.grading.Expression.Operation;
import io.github.metastone4j.grading.Expression.Symbol;
import io.github.metastone4j.grading.Token.Kind;
import java.util.Map;
import java.util.Set;

/** Reads what begins with a command: fractions, roots, functions, Greek letters. A command that is not listed here is no mathematics. */
final class FunctionParser {

    private static final Map<String, Operation> FUNCTIONS = Map.ofEntries(
            Map.entry("sin", Operation.SIN),
            Map.entry("cos", Operation.COS),
            Map.entry("tan", Operation.TAN),
            Map.entry("cot", Operation.COT),
            Map.entry("sec", Operation.SEC),
            Map.entry("csc", Operation.CSC),
            Map.entry("arcsin", Operation.ARCSIN),
            Map.entry("arccos", Operation.ARCCOS),
            Map.entry("arctan", Operation.ARCTAN),
            Map.entry("sinh", Operation.SINH),
            Map.entry("cosh", Operation.COSH),
            Map.entry("tanh", Operation.TANH),
            Map.entry("ln", Operation.LN));
    private static final Map<Operation, Operation> INVERSE =
            Map.of(Operation.SIN, Operation.ARCSIN, Operation.COS, Operation.ARCCOS, Operation.TAN, Operation.ARCTAN);
    private static final Set<String> OTHERS =
            Set.of("frac", "sqrt", "pi", "infty", "binom", "log", "exp", "lfloor", "lceil");

    private final Cursor cursor;
    private final ExpressionParser expressions;

    FunctionParser(Cursor cursor, ExpressionParser expressions) {
        this.cursor = cursor;
        this.expressions = expressions;
    }

    static boolean isFunction(Token token) {
        return token.kind() == Kind.COMMAND && FUNCTIONS.containsKey(token.text());
    }

    /** Whether a command begins a value. */
    static boolean begins(Token command) {
        return isFunction(command) || Vocabulary.GREEK.contains(command.text()) || OTHERS.contains(command.text());
    }

    /** The value that begins with a command that was just taken. */
    Expression read(Token command) {
        Operation function = FUNCTIONS.get(command.text());
        if (function != null) {
            return applied(function);
        }
        if (Vocabulary.GREEK.contains(command.text())) {
            return new Symbol(command.text());
        }
        return switch (command.text()) {
            case "pi" -> Constant.PI;
            case "infty" -> Constant.INFINITY;
            case "frac" -> Expression.of(Operation.DIVIDE, expressions.argument(), expressions.argument());
            case "binom" -> Expression.of(Operation.BINOMIAL, expressions.argument(), expressions.argument());
            case "sqrt" -> root();
            case "exp" -> Expression.of(Operation.POWER, Constant.E, operand());
            case "log" -> logarithm();
            case "lfloor" -> rounded(Operation.FLOOR, "rfloor");
            case "lceil" -> rounded(Operation.CEILING, "rceil");
            default -> throw new UnreadableException("\\" + command.text() + " is not known");
        };
    }

    private Expression root() {
        Expression index = Expression.of(2);
        if (cursor.skipSign("[")) {
            index = expressions.enclosed();
            cursor.expectSign("]");
        }
        return Expression.of(
                Operation.POWER, expressions.argument(), Expression.of(Operation.DIVIDE, Expression.of(1), index));
    }

    /** Without a base it is that of 10. */
    private Expression logarithm() {
        Expression base = cursor.skipSign("_") ? expressions.argument() : Expression.of(10);
        return Expression.of(
                Operation.DIVIDE, Expression.of(Operation.LN, operand()), Expression.of(Operation.LN, base));
    }

    private Expression rounded(Operation operation, String end) {
        Expression value = expressions.enclosed();
        if (!cursor.skipCommand(end)) {
            throw new UnreadableException("\\" + end + " is missing");
        }
        return Expression.of(operation, value);
    }

    private Expression applied(Operation function) {
        if (!cursor.skipSign("^")) {
            return Expression.of(function, operand());
        }
        Expression exponent = expressions.argument();
        Operation inverse = INVERSE.get(function);
        if (inverse != null && exponent.equals(Expression.of(-1))) {
            return Expression.of(inverse, operand());
        }
        return Expression.of(Operation.POWER, Expression.of(function, operand()), exponent);
    }

    /** What a function is applied to: what is in brackets, or what stands in a row. */
    private Expression operand() {
        cursor.enter();
        boolean brackets = cursor.peek().isSign("(") || cursor.peek().isSign("[");
        Expression operand = brackets ? expressions.atom() : expressions.row();
        cursor.leave();
        return operand;
    }
}
