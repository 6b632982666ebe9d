package io.github.metastone4j.jinja;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The tests: {@code value is name}. */
final class Tests {

    /** A test by its name. */
    interface Test {
        boolean passes(Object value, Arguments arguments);
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
            Map.entry("defined", (value, arguments) -> !(value instanceof Undefined)),
            Map.entry("undefined", (value, arguments) -> value instanceof Undefined),
            Map.entry("none", (value, arguments) -> value instanceof None),
            Map.entry("string", (value, arguments) -> value instanceof String),
            Map.entry("mapping", (value, arguments) -> value instanceof Map),
            Map.entry("iterable", (value, arguments) -> isSequence(value) || value instanceof Undefined),
            Map.entry("sequence", (value, arguments) -> isSequence(value) || value instanceof Undefined),
            Map.entry("number", (value, arguments) -> value instanceof Number || value instanceof Boolean),
            Map.entry("integer", (value, arguments) -> value instanceof Long),
            Map.entry("float", (value, arguments) -> value instanceof Double),
            Map.entry("boolean", (value, arguments) -> value instanceof Boolean),
            Map.entry("true", (value, arguments) -> value.equals(true)),
            Map.entry("false", (value, arguments) -> value.equals(false)),
            Map.entry("callable", (value, arguments) -> value instanceof Function),
            Map.entry("odd", (value, arguments) -> Math.floorMod(Values.index(value), 2) == 1),
            Map.entry("even", (value, arguments) -> Math.floorMod(Values.index(value), 2) == 0),
            Map.entry("divisibleby", (value, arguments) -> divides(arguments.get(0, "num"), value)),
            Map.entry("lower", (value, arguments) -> isLower(Values.text(value))),
            Map.entry("upper", (value, arguments) -> isUpper(Values.text(value))),
            Map.entry("in", (value, arguments) -> Values.contains(arguments.get(0, "seq"), value)),
            Map.entry("sameas", (value, arguments) -> Values.areEqual(value, arguments.get(0, "other"))),
            Map.entry("eq", (value, arguments) -> Values.areEqual(value, arguments.get(0, "b"))),
            Map.entry("equalto", (value, arguments) -> Values.areEqual(value, arguments.get(0, "b"))),
            Map.entry("==", (value, arguments) -> Values.areEqual(value, arguments.get(0, "b"))),
            Map.entry("ne", (value, arguments) -> !Values.areEqual(value, arguments.get(0, "b"))),
            Map.entry("!=", (value, arguments) -> !Values.areEqual(value, arguments.get(0, "b"))),
            Map.entry("lt", (value, arguments) -> Values.compare(value, arguments.get(0, "b")) < 0),
            Map.entry("lessthan", (value, arguments) -> Values.compare(value, arguments.get(0, "b")) < 0),
            Map.entry("<", (value, arguments) -> Values.compare(value, arguments.get(0, "b")) < 0),
            Map.entry("le", (value, arguments) -> Values.compare(value, arguments.get(0, "b")) <= 0),
            Map.entry("<=", (value, arguments) -> Values.compare(value, arguments.get(0, "b")) <= 0),
            Map.entry("gt", (value, arguments) -> Values.compare(value, arguments.get(0, "b")) > 0),
            Map.entry("greaterthan", (value, arguments) -> Values.compare(value, arguments.get(0, "b")) > 0),
            Map.entry(">", (value, arguments) -> Values.compare(value, arguments.get(0, "b")) > 0),
            Map.entry("ge", (value, arguments) -> Values.compare(value, arguments.get(0, "b")) >= 0),
            Map.entry(">=", (value, arguments) -> Values.compare(value, arguments.get(0, "b")) >= 0));

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
