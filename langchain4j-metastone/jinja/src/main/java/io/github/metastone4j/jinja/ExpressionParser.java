package io.github.metastone4j.jinja;

import io.github.metastone4j.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parses expressions, one method for each level of precedence, loosest first: condition, or, and, not, comparison, sum,
 * concatenation, product, power, sign, and what follows a value (attribute, item, call, filter, test).
 */
final class ExpressionParser {

    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
    private static final Set<String> NO_TEST_ARGUMENT = Set.of("else", "or", "and", "is", "if", "in", "not");

    private final Tokens tokens;

    ExpressionParser(Tokens tokens) {
        this.tokens = tokens;
    }

    /** An expression, or several with commas between them, which make a list. */
    Expression list() {
        Expression first = expression();
        if (!tokens.atOperator(",")) {
            return first;
        }
        List<Expression> elements = new ArrayList<>(List.of(first));
        while (tokens.acceptOperator(",") && startsExpression()) {
            elements.add(expression());
        }
        return listOf(elements);
    }

    /** {@code value if condition else other}. */
    Expression expression() {
        Expression value = disjunction();
        while (tokens.acceptName("if")) {
            Expression chosen = value;
            Expression condition = disjunction();
            Expression other = tokens.acceptName("else") ? expression() : scope -> new Undefined("else");
            value = scope -> Values.isTrue(condition.evaluate(scope)) ? chosen.evaluate(scope) : other.evaluate(scope);
        }
        return value;
    }

    /** An expression without a condition at its end, as a loop's sequence, which may be followed by {@code if}. */
    Expression disjunction() {
        Expression left = conjunction();
        while (tokens.acceptName("or")) {
            Expression a = left;
            Expression b = conjunction();
            left = scope -> {
                Object value = a.evaluate(scope);
                return Values.isTrue(value) ? value : b.evaluate(scope);
            };
        }
        return left;
    }

    private Expression conjunction() {
        Expression left = negation();
        while (tokens.acceptName("and")) {
            Expression a = left;
            Expression b = negation();
            left = scope -> {
                Object value = a.evaluate(scope);
                return Values.isTrue(value) ? b.evaluate(scope) : value;
            };
        }
        return left;
    }

    private Expression negation() {
        if (tokens.acceptName("not")) {
            Expression negated = negation();
            return scope -> !Values.isTrue(negated.evaluate(scope));
        }
        return comparison();
    }

    /** {@code a < b < c} means {@code a < b and b < c}. */
    private Expression comparison() {
        Expression first = sum();
        String operator = acceptComparison();
        if (operator == null) {
            return first;
        }
        List<String> operators = new ArrayList<>();
        List<Expression> operands = new ArrayList<>();
        for (; operator != null; operator = acceptComparison()) {
            operators.add(operator);
            operands.add(sum());
        }
        return scope -> {
            Object left = first.evaluate(scope);
            for (int i = 0; i < operators.size(); i++) {
                Object right = operands.get(i).evaluate(scope);
                if (!Values.isTrue(Operators.apply(operators.get(i), left, right, scope))) {
                    return false;
                }
                left = right;
            }
            return true;
        };
    }

    private @Nullable String acceptComparison() {
        if (tokens.at(Kind.OPERATOR) && COMPARISONS.contains(tokens.peek().text())) {
            return tokens.next().text();
        }
        if (tokens.acceptName("in")) {
            return "in";
        }
        if (tokens.atName("not") && tokens.peekNext().is(Kind.NAME, "in")) {
            tokens.next();
            tokens.next();
            return "not in";
        }
        return null;
    }

    private Expression sum() {
        Expression left = concatenation();
        while (tokens.atOperator("+") || tokens.atOperator("-")) {
            left = binary(left, tokens.next().text(), concatenation());
        }
        return left;
    }

    private Expression concatenation() {
        Expression left = product();
        while (tokens.acceptOperator("~")) {
            left = binary(left, "~", product());
        }
        return left;
    }

    private Expression product() {
        Expression left = power();
        while (tokens.atOperator("*") || tokens.atOperator("/") || tokens.atOperator("//") || tokens.atOperator("%")) {
            left = binary(left, tokens.next().text(), power());
        }
        return left;
    }

    private Expression power() {
        Expression left = signed(true);
        while (tokens.acceptOperator("**")) {
            left = binary(left, "**", signed(true));
        }
        return left;
    }

    private static Expression binary(Expression left, String operator, Expression right) {
        return scope -> Operators.apply(operator, left.evaluate(scope), right.evaluate(scope), scope);
    }

    private Expression signed(boolean filtered) {
        Expression value;
        if (tokens.acceptOperator("-")) {
            Expression negated = signed(false);
            value = scope -> Operators.negate(negated.evaluate(scope));
        } else if (tokens.acceptOperator("+")) {
            value = signed(false);
        } else {
            value = postfixed(primary());
        }
        return filtered ? filtered(value) : value;
    }

    private Expression primary() {
        Token token = tokens.next();
        return switch (token.kind()) {
            case NAME -> name(token);
            case STRING -> string(token.text());
            case INTEGER -> constant(number(token));
            case FLOAT -> constant(Double.valueOf(token.text()));
            case OPERATOR -> bracketed(token);
            default -> throw new JinjaException("expected an expression, found " + token, token.line());
        };
    }

    private static Expression name(Token token) {
        String name = token.text();
        return switch (name) {
            case "true", "True" -> constant(true);
            case "false", "False" -> constant(false);
            case "none", "None" -> constant(None.NONE);
            default -> scope -> scope.get(name);
        };
    }

    /** Literals that follow each other are one. */
    private Expression string(String first) {
        StringBuilder text = new StringBuilder(first);
        while (tokens.at(Kind.STRING)) {
            text.append(tokens.next().text());
        }
        return constant(text.toString());
    }

    private static Long number(Token token) {
        try {
            return Long.valueOf(token.text());
        } catch (NumberFormatException e) {
            throw new JinjaException("the integer " + token + " is too large", token.line());
        }
    }

    private static Expression constant(Object value) {
        return scope -> value;
    }

    private Expression bracketed(Token open) {
        return switch (open.text()) {
            case "(" -> {
                if (tokens.acceptOperator(")")) {
                    yield constant(List.of());
                }
                Expression inner = list();
                tokens.expectOperator(")");
                yield inner;
            }
            case "[" -> listOf(elements("]"));
            case "{" -> dictionary();
            default -> throw new JinjaException("expected an expression, found " + open, open.line());
        };
    }

    private List<Expression> elements(String close) {
        List<Expression> elements = new ArrayList<>();
        while (!tokens.acceptOperator(close)) {
            elements.add(expression());
            if (!tokens.atOperator(close)) {
                tokens.expectOperator(",");
            }
        }
        return elements;
    }

    private static Expression listOf(List<Expression> elements) {
        return scope ->
                elements.stream().map(element -> element.evaluate(scope)).toList();
    }

    private Expression dictionary() {
        Map<Expression, Expression> entries = new LinkedHashMap<>();
        while (!tokens.acceptOperator("}")) {
            Expression key = expression();
            tokens.expectOperator(":");
            entries.put(key, expression());
            if (!tokens.atOperator("}")) {
                tokens.expectOperator(",");
            }
        }
        return scope -> {
            Map<String, Object> dictionary = new LinkedHashMap<>();
            entries.forEach((key, value) -> dictionary.put(Values.text(key.evaluate(scope)), value.evaluate(scope)));
            return Collections.unmodifiableMap(dictionary);
        };
    }

    private Expression postfixed(Expression base) {
        Expression value = base;
        while (true) {
            if (tokens.acceptOperator(".")) {
                value = attribute(value);
            } else if (tokens.acceptOperator("[")) {
                value = item(value);
            } else if (tokens.acceptOperator("(")) {
                value = call(value);
            } else {
                return value;
            }
        }
    }

    private Expression attribute(Expression base) {
        if (tokens.at(Kind.INTEGER)) {
            Long index = number(tokens.next());
            return scope -> Operators.item(base.evaluate(scope), index);
        }
        String name = tokens.expect(Kind.NAME, "the name of an attribute").text();
        return scope -> Operators.attribute(base.evaluate(scope), name);
    }

    private Expression item(Expression base) {
        Expression start = tokens.atOperator(":") ? constant(None.NONE) : list();
        if (tokens.acceptOperator("]")) {
            return scope -> Operators.item(base.evaluate(scope), start.evaluate(scope));
        }
        tokens.expectOperator(":");
        Expression stop = bound();
        Expression step = tokens.acceptOperator(":") ? bound() : constant(None.NONE);
        tokens.expectOperator("]");
        return scope -> Operators.slice(
                base.evaluate(scope), start.evaluate(scope), stop.evaluate(scope), step.evaluate(scope), scope);
    }

    private Expression bound() {
        return tokens.atOperator(":") || tokens.atOperator("]") ? constant(None.NONE) : expression();
    }

    private Expression call(Expression callee) {
        Call call = arguments();
        return scope -> {
            Object function = callee.evaluate(scope);
            if (function instanceof Function callable) {
                return callable.call(call.evaluate(scope), scope);
            }
            throw function instanceof Undefined undefined
                    ? new JinjaException("there is no function '" + undefined.name() + "'")
                    : new JinjaException("cannot call " + Values.typeOf(function));
        };
    }

    /** Arguments yet to be evaluated. */
    private record Call(List<Expression> positional, Map<String, Expression> named) {

        private static final Call EMPTY = new Call(List.of(), Map.of());

        private Arguments evaluate(Scope scope) {
            Map<String, Object> values = new LinkedHashMap<>();
            named.forEach((name, value) -> values.put(name, value.evaluate(scope)));
            return new Arguments(
                    positional.stream().map(value -> value.evaluate(scope)).toList(), values);
        }
    }

    /** After the opening bracket. */
    private Call arguments() {
        List<Expression> positional = new ArrayList<>();
        Map<String, Expression> named = new LinkedHashMap<>();
        while (!tokens.acceptOperator(")")) {
            if (tokens.at(Kind.NAME) && tokens.peekNext().is(Kind.OPERATOR, "=")) {
                String name = tokens.next().text();
                tokens.next();
                named.put(name, expression());
            } else {
                positional.add(expression());
            }
            if (!tokens.atOperator(")")) {
                tokens.expectOperator(",");
            }
        }
        return new Call(positional, named);
    }

    private Expression filtered(Expression base) {
        Expression value = base;
        while (true) {
            if (tokens.acceptOperator("|")) {
                value = filter(value);
            } else if (tokens.acceptName("is")) {
                value = test(value);
            } else if (tokens.acceptOperator("(")) {
                value = call(value);
            } else {
                return value;
            }
        }
    }

    /** After the bar. */
    Expression filter(Expression base) {
        Token name = tokens.expect(Kind.NAME, "the name of a filter");
        Filters.Filter filter = placed(name, () -> Filters.named(name.text()));
        Call call = tokens.acceptOperator("(") ? arguments() : Call.EMPTY;
        return scope -> filter.apply(base.evaluate(scope), call.evaluate(scope), scope);
    }

    private Expression test(Expression base) {
        boolean negated = tokens.acceptName("not");
        Token name = tokens.expect(Kind.NAME, "the name of a test");
        Tests.Test test = placed(name, () -> Tests.named(name.text()));
        Call call = Call.EMPTY;
        if (tokens.acceptOperator("(")) {
            call = arguments();
        } else if (startsTestArgument()) {
            call = new Call(List.of(postfixed(primary())), Map.of());
        }
        Call given = call;
        return scope -> negated != test.passes(base.evaluate(scope), given.evaluate(scope), scope);
    }

    private boolean startsTestArgument() {
        return switch (tokens.peek().kind()) {
            case NAME -> !NO_TEST_ARGUMENT.contains(tokens.peek().text());
            case STRING, INTEGER, FLOAT -> true;
            case OPERATOR -> tokens.atOperator("[") || tokens.atOperator("{");
            default -> false;
        };
    }

    private boolean startsExpression() {
        return switch (tokens.peek().kind()) {
            case NAME, STRING, INTEGER, FLOAT -> true;
            case OPERATOR -> "([{-+".contains(tokens.peek().text());
            default -> false;
        };
    }

    private interface Lookup<T> {
        T find();
    }

    private static <T> T placed(Token token, Lookup<T> lookup) {
        try {
            return lookup.find();
        } catch (JinjaException e) {
            throw e.at(token.line());
        }
    }
}
