package io.github.metastone4j.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** The filters: {@code value | name(arguments)}. */
final class Filters {

    /** A filter by its name. */
    interface Filter {
        Object apply(Object value, Arguments arguments, Scope scope);
    }

    private Filters() {}

    /** The filter of that name; a template that names another is refused when it is parsed. */
    static Filter named(String name) {
        Filter filter = FILTERS.get(name);
        if (filter == null) {
            throw new JinjaException("there is no filter '" + name + "'");
        }
        return filter;
    }

    private static final Map<String, Filter> FILTERS = Map.ofEntries(
            Map.entry("tojson", (value, arguments, scope) -> json(value, arguments, scope)),
            Map.entry("length", (value, arguments, scope) -> (long) Values.length(value)),
            Map.entry("count", (value, arguments, scope) -> (long) Values.length(value)),
            Map.entry("default", (value, arguments, scope) -> otherwise(value, arguments)),
            Map.entry("d", (value, arguments, scope) -> otherwise(value, arguments)),
            Map.entry("string", (value, arguments, scope) -> Values.text(value)),
            Map.entry("safe", (value, arguments, scope) -> value),
            Map.entry("trim", (value, arguments, scope) -> method("strip", value, arguments, scope)),
            Map.entry("upper", (value, arguments, scope) -> method("upper", value, arguments, scope)),
            Map.entry("lower", (value, arguments, scope) -> method("lower", value, arguments, scope)),
            Map.entry("title", (value, arguments, scope) -> method("title", value, arguments, scope)),
            Map.entry("capitalize", (value, arguments, scope) -> method("capitalize", value, arguments, scope)),
            Map.entry("replace", (value, arguments, scope) -> method("replace", value, arguments, scope)),
            Map.entry("indent", (value, arguments, scope) -> indent(Values.text(value), arguments, scope)),
            Map.entry("join", (value, arguments, scope) -> joined(value, arguments, scope)),
            Map.entry("list", (value, arguments, scope) -> Values.elements(value, scope)),
            Map.entry("items", (value, arguments, scope) -> items(value)),
            Map.entry("first", (value, arguments, scope) -> at(value, 0)),
            Map.entry("last", (value, arguments, scope) -> at(value, Values.length(value) - 1)),
            Map.entry("reverse", (value, arguments, scope) -> reverse(value, scope)),
            Map.entry("sort", (value, arguments, scope) -> sort(value, arguments, scope)),
            Map.entry("unique", (value, arguments, scope) -> unique(value, scope)),
            Map.entry("dictsort", (value, arguments, scope) -> sortedItems(value)),
            Map.entry("min", (value, arguments, scope) -> smallest(value, Values::compare, scope)),
            Map.entry("max", (value, arguments, scope) -> smallest(value, (a, b) -> Values.compare(b, a), scope)),
            Map.entry("sum", (value, arguments, scope) -> sum(value, scope)),
            Map.entry("map", Filters::map),
            Map.entry("select", (value, arguments, scope) -> select(value, condition(arguments, scope), scope)),
            Map.entry(
                    "reject",
                    (value, arguments, scope) ->
                            select(value, condition(arguments, scope).negate(), scope)),
            Map.entry("selectattr", (value, arguments, scope) -> select(value, onAttribute(arguments, scope), scope)),
            Map.entry(
                    "rejectattr",
                    (value, arguments, scope) ->
                            select(value, onAttribute(arguments, scope).negate(), scope)),
            Map.entry("int", (value, arguments, scope) -> toInteger(value, arguments)),
            Map.entry("float", (value, arguments, scope) -> toFloat(value, arguments)),
            Map.entry("abs", (value, arguments, scope) -> absolute(Values.number(value))),
            Map.entry("round", (value, arguments, scope) -> round(Values.number(value), arguments)));

    private static Object json(Object value, Arguments arguments, Scope scope) {
        if (value instanceof Undefined undefined) {
            throw undefined.used();
        }
        String json = Json.of(value, arguments);
        scope.spend(json.length());
        return json;
    }

    private static Object otherwise(Object value, Arguments arguments) {
        boolean missing = value instanceof Undefined
                || (Values.isTrue(arguments.get(1, "boolean", false)) && !Values.isTrue(value));
        return missing ? arguments.get(0, "default_value", "") : value;
    }

    private static Object method(String name, Object value, Arguments arguments, Scope scope) {
        Object method = Operators.attribute(Values.text(value), name);
        return ((Function) method).call(arguments, scope);
    }

    private static Object indent(String text, Arguments arguments, Scope scope) {
        Object width = arguments.get(0, "width", 4L);
        String indentation =
                width instanceof String own ? own : " ".repeat(Math.max(0, Math.min(80, Values.index(width))));
        boolean first = Values.isTrue(arguments.get(1, "first", false));
        boolean blank = Values.isTrue(arguments.get(2, "blank", false));
        List<String> lines = Methods.lines(text, scope);
        scope.spend(text.length() + (long) lines.size() * indentation.length());
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            out.append(i > 0 ? "\n" : "");
            out.append((i > 0 ? blank || !lines.get(i).isEmpty() : first) ? indentation : "");
            out.append(lines.get(i));
        }
        return out.append(text.endsWith("\n") ? "\n" : "").toString();
    }

    private static Object joined(Object value, Arguments arguments, Scope scope) {
        Object attribute = arguments.get(1, "attribute", None.NONE);
        Object elements = attribute instanceof None
                ? value
                : Values.elements(value, scope).stream()
                        .map(element -> path(element, Values.text(attribute)))
                        .toList();
        return join(elements, Values.text(arguments.get(0, "d", "")), scope);
    }

    static String join(Object elements, String separator, Scope scope) {
        StringBuilder out = new StringBuilder();
        for (Object element : Values.elements(elements, scope)) {
            String text = Values.text(element);
            scope.spend((long) separator.length() + text.length());
            out.append(out.isEmpty() ? "" : separator).append(text);
        }
        return out.toString();
    }

    private static List<Object> items(Object value) {
        return value instanceof Undefined ? List.of() : Methods.items(Values.dictionary(value));
    }

    private static Object at(Object value, int index) {
        return value instanceof Undefined || Values.length(value) == 0
                ? new Undefined("element of an empty sequence")
                : Values.elements(value).get(index);
    }

    private static Object reverse(Object value, Scope scope) {
        return value instanceof Undefined
                ? List.of()
                : Operators.slice(
                        value instanceof Map ? Values.elements(value) : value, None.NONE, None.NONE, -1L, scope);
    }

    private static Object sort(Object value, Arguments arguments, Scope scope) {
        boolean descending = Values.isTrue(arguments.get(0, "reverse", false));
        boolean caseSensitive = Values.isTrue(arguments.get(1, "case_sensitive", false));
        Object attribute = arguments.get(2, "attribute", None.NONE);
        List<Object> sorted = new ArrayList<>(Values.elements(value, scope));
        scope.spend(16L * sorted.size());
        Comparator<Object> order =
                (a, b) -> Values.compare(sortKey(a, attribute, caseSensitive), sortKey(b, attribute, caseSensitive));
        sorted.sort(descending ? order.reversed() : order);
        return Collections.unmodifiableList(sorted);
    }

    private static Object sortKey(Object element, Object attribute, boolean caseSensitive) {
        Object key = attribute instanceof None ? element : path(element, Values.text(attribute));
        return key instanceof String text && !caseSensitive ? text.toLowerCase(Locale.ROOT) : key;
    }

    private static Object unique(Object value, Scope scope) {
        List<Object> unique = new ArrayList<>();
        for (Object element : Values.elements(value, scope)) {
            if (unique.stream().noneMatch(known -> Values.areEqual(known, element, scope))) {
                unique.add(element);
            }
        }
        return Collections.unmodifiableList(unique);
    }

    private static Object sortedItems(Object value) {
        Comparator<Object> byKey =
                Comparator.comparing(item -> Values.text(Values.elements(item).get(0)), String.CASE_INSENSITIVE_ORDER);
        return items(value).stream().sorted(byKey).toList();
    }

    private static Object smallest(Object value, Comparator<Object> order, Scope scope) {
        return Values.elements(value, scope).stream()
                .min(order)
                .orElseGet(() -> new Undefined("element of an empty sequence"));
    }

    private static Object sum(Object value, Scope scope) {
        Object sum = 0L;
        for (Object element : Values.elements(value, scope)) {
            sum = Operators.apply("+", sum, element, scope);
        }
        return sum;
    }

    /** {@code map('filter', ...)} or {@code map(attribute='name', default=...)}. */
    private static Object map(Object value, Arguments arguments, Scope scope) {
        List<Object> elements = Values.elements(value, scope);
        if (arguments.named().get("attribute") instanceof String attribute) {
            Object otherwise = arguments.named().get("default");
            return elements.stream()
                    .map(element -> path(element, attribute))
                    .map(found -> found instanceof Undefined && otherwise != null ? otherwise : found)
                    .toList();
        }
        Filter filter = named(arguments.text(0, "filter"));
        Arguments rest = arguments.tail();
        return elements.stream()
                .map(element -> filter.apply(element, rest, scope))
                .toList();
    }

    private static Object select(Object value, Predicate<Object> condition, Scope scope) {
        return Values.elements(value, scope).stream().filter(condition).toList();
    }

    private static Predicate<Object> condition(Arguments arguments, Scope scope) {
        if (!arguments.has(0, "test")) {
            return Values::isTrue;
        }
        Tests.Test test = Tests.named(arguments.text(0, "test"));
        Arguments rest = arguments.tail();
        return value -> test.passes(value, rest, scope);
    }

    private static Predicate<Object> onAttribute(Arguments arguments, Scope scope) {
        String attribute = arguments.text(0, "attribute");
        Predicate<Object> condition = condition(arguments.tail(), scope);
        return element -> condition.test(path(element, attribute));
    }

    /** The attribute of an attribute …, {@code function.name}; a number is an index. */
    private static Object path(Object value, String path) {
        Object found = value;
        for (String name : path.split("\\.", -1)) {
            boolean index =
                    !name.isEmpty() && name.length() < 10 && name.chars().allMatch(c -> c >= '0' && c <= '9');
            found = Operators.item(found, index ? (Object) Long.valueOf(name) : name);
        }
        return found;
    }

    private static Object toInteger(Object value, Arguments arguments) {
        try {
            return value instanceof String text
                    ? (Object) Long.valueOf(text.strip())
                    : (Object) Values.number(value).longValue();
        } catch (NumberFormatException | JinjaException e) {
            return arguments.get(0, "default", 0L);
        }
    }

    private static Object toFloat(Object value, Arguments arguments) {
        try {
            return value instanceof String text
                    ? Double.valueOf(text.strip())
                    : (Object) Values.number(value).doubleValue();
        } catch (NumberFormatException | JinjaException e) {
            return arguments.get(0, "default", 0.0);
        }
    }

    private static Object absolute(Number number) {
        return number instanceof Long integer
                ? (Object) Math.absExact(integer)
                : (Object) Math.abs(number.doubleValue());
    }

    private static Object round(Number number, Arguments arguments) {
        double scale = Math.pow(10, arguments.integer(0, "precision", 0));
        double scaled = number.doubleValue() * scale;
        String method = Values.text(arguments.get(1, "method", "common"));
        return switch (method) {
            case "common" -> Math.rint(scaled) / scale;
            case "ceil" -> Math.ceil(scaled) / scale;
            case "floor" -> Math.floor(scaled) / scale;
            default -> throw new JinjaException("round knows 'common', 'ceil' and 'floor', not '" + method + "'");
        };
    }
}
