package io.github.metastone4j.jinja;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The tests: {@code value is name}. */
final class Tests {

    /** A test by its name. */
    interface Test {
        boolean passes(Object value, Arguments arguments, Scope scope);
    }

    private Tests() {}

    /** The test of that name; a template that names another is refused when it is parsed. */
    static Test named(String name) {
        Test test = TESTS.get(name);
        if (test == null) {
            throw new JinjaException("there is no test '" + name + "'");
        }
        return test;
    }

    private static final Map<String, Test> TESTS = Map.ofEntries(
            Map.entry("defined", (value, arguments, scope) -> !(value instanceof Undefined)),
            Map.entry("undefined", (value, arguments, scope) -> value instanceof Undefined),
            Map.entry("none", (value, arguments, scope) -> value instanceof None),
            Map.entry("string", (value, arguments, scope) -> value instanceof String),
            Map.entry("mapping", (value, arguments, scope) -> value instanceof Map),
            Map.entry("iterable", (value, arguments, scope) -> isSequence(value) || value instanceof Undefined),
            Map.entry("sequence", (value, arguments, scope) -> isSequence(value) || value instanceof Undefined),
            Map.entry("number", (value, arguments, scope) -> value instanceof Number || value instanceof Boolean),
            Map.entry("integer", (value, arguments, scope) -> value instanceof Long),
            Map.entry("float", (value, arguments, scope) -> value instanceof Double),
            Map.entry("boolean", (value, arguments, scope) -> value instanceof Boolean),
            Map.entry("true", (value, arguments, scope) -> value.equals(true)),
            Map.entry("false", (value, arguments, scope) -> value.equals(false)),
            Map.entry("callable", (value, arguments, scope) -> value instanceof Function),
            Map.entry("odd", (value, arguments, scope) -> Math.floorMod(Values.index(value), 2) == 1),
            Map.entry("even", (value, arguments, scope) -> Math.floorMod(Values.index(value), 2) == 0),
            Map.entry("divisibleby", (value, arguments, scope) -> divides(arguments.get(0, "num"), value)),
            Map.entry("lower", (value, arguments, scope) -> isLower(Values.text(value))),
            Map.entry("upper", (value, arguments, scope) -> isUpper(Values.text(value))),
            Map.entry("in", (value, arguments, scope) -> Values.contains(arguments.get(0, "seq"), value, scope)),
            Map.entry("sameas", (value, arguments, scope) -> Values.areEqual(value, arguments.get(0, "other"), scope)),
            Map.entry("eq", (value, arguments, scope) -> Values.areEqual(value, arguments.get(0, "b"), scope)),
            Map.entry("equalto", (value, arguments, scope) -> Values.areEqual(value, arguments.get(0, "b"), scope)),
            Map.entry("==", (value, arguments, scope) -> Values.areEqual(value, arguments.get(0, "b"), scope)),
            Map.entry("ne", (value, arguments, scope) -> !Values.areEqual(value, arguments.get(0, "b"), scope)),
            Map.entry("!=", (value, arguments, scope) -> !Values.areEqual(value, arguments.get(0, "b"), scope)),
            Map.entry("lt", (value, arguments, scope) -> Values.compare(value, arguments.get(0, "b")) < 0),
            Map.entry("lessthan", (value, arguments, scope) -> Values.compare(value, arguments.get(0, "b")) < 0),
            Map.entry("<", (value, arguments, scope) -> Values.compare(value, arguments.get(0, "b")) < 0),
            Map.entry("le", (value, arguments, scope) -> Values.compare(value, arguments.get(0, "b")) <= 0),
            Map.entry("<=", (value, arguments, scope) -> Values.compare(value, arguments.get(0, "b")) <= 0),
            Map.entry("gt", (value, arguments, scope) -> Values.compare(value, arguments.get(0, "b")) > 0),
            Map.entry("greaterthan", (value, arguments, scope) -> Values.compare(value, arguments.get(0, "b")) > 0),
            Map.entry(">", (value, arguments, scope) -> Values.compare(value, arguments.get(0, "b")) > 0),
            Map.entry("ge", (value, arguments, scope) -> Values.compare(value, arguments.get(0, "b")) >= 0),
            Map.entry(">=", (value, arguments, scope) -> Values.compare(value, arguments.get(0, "b")) >= 0));

    private static boolean isSequence(Object value) {
        return value instanceof List || value instanceof Map || value instanceof String;
    }

    private static boolean divides(Object divisor, Object value) {
        int number = Values.index(divisor);
        if (number == 0) {
            throw new JinjaException("division by zero");
        }
        return Values.index(value) % number == 0;
    }

    static boolean isLower(String text) {
        return text.equals(text.toLowerCase(Locale.ROOT)) && !text.equals(text.toUpperCase(Locale.ROOT));
    }

    static boolean isUpper(String text) {
        return text.equals(text.toUpperCase(Locale.ROOT)) && !text.equals(text.toLowerCase(Locale.ROOT));
    }
}
