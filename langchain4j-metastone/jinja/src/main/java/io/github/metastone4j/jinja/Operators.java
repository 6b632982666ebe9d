package io.github.metastone4j.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The operators of expressions, as Python computes them. */
final class Operators {

    private Operators() {}

    static Object apply(String operator, Object a, Object b, Scope scope) {
        return switch (operator) {
            case "+" -> add(a, b, scope);
            case "*" -> multiply(a, b, scope);
            case "~" -> concatenate(Values.text(a), Values.text(b), scope);
            case "-", "%", "//" -> integerOrFloat(operator, Values.number(a), Values.number(b));
            case "/" ->
                Values.number(a).doubleValue() / nonZero(Values.number(b)).doubleValue();
            case "**" -> power(Values.number(a), Values.number(b));
            case "==" -> Values.areEqual(a, b, scope);
            case "!=" -> !Values.areEqual(a, b, scope);
            case "<" -> Values.compare(a, b) < 0;
            case "<=" -> Values.compare(a, b) <= 0;
            case ">" -> Values.compare(a, b) > 0;
            case ">=" -> Values.compare(a, b) >= 0;
            case "in" -> Values.contains(b, a, scope);
            case "not in" -> !Values.contains(b, a, scope);
            default -> throw new JinjaException("unknown operator '" + operator + "'");
        };
    }

    static Object negate(Object value) {
        Number number = Values.number(value);
        return number instanceof Long integer ? (Object) Math.negateExact(integer) : (Object) (-number.doubleValue());
    }

    private static Object add(Object a, Object b, Scope scope) {
        if (a instanceof List<?> x && b instanceof List<?> y) {
            scope.spend(x.size() + y.size());
            List<Object> sum = new ArrayList<>(x);
            sum.addAll(y);
            return Collections.unmodifiableList(sum);
        }
        if (a instanceof String || b instanceof String) {
            return concatenate(summand(a), summand(b), scope);
        }
        return integerOrFloat("+", Values.number(a), Values.number(b));
    }

    /** Beside text Python refuses what is not text, but templates mean None as nothing and tool arguments as JSON. */
    private static String summand(Object value) {
        return value instanceof None ? "" : value instanceof Map ? Json.of(value) : Values.string(value);
    }

    private static String concatenate(String a, String b, Scope scope) {
        scope.spend((long) a.length() + b.length());
        return a + b;
    }

    private static Object multiply(Object a, Object b, Scope scope) {
        if (a instanceof String text && b instanceof Long times) {
            int count = Math.max(0, Values.index(times));
            scope.spend((long) text.length() * count);
            return text.repeat(count);
        }
        return integerOrFloat("*", Values.number(a), Values.number(b));
    }

    private static Object integerOrFloat(String operator, Number a, Number b) {
        if (a instanceof Long x && b instanceof Long y) {
            return switch (operator) {
                case "+" -> Math.addExact(x, y);
                case "-" -> Math.subtractExact(x, y);
                case "*" -> Math.multiplyExact(x, y);
                case "//" -> Math.floorDiv(x, (long) nonZero(y));
                default -> Math.floorMod(x, (long) nonZero(y));
            };
        }
        double x = a.doubleValue();
        double y = b.doubleValue();
        return switch (operator) {
            case "+" -> x + y;
            case "-" -> x - y;
            case "*" -> x * y;
            case "//" -> Math.floor(x / nonZero(b).doubleValue());
            default -> x - y * Math.floor(x / nonZero(b).doubleValue());
        };
    }

    private static Object power(Number a, Number b) {
        double power = Math.pow(a.doubleValue(), b.doubleValue());
        return a instanceof Long && b instanceof Long exponent && exponent >= 0 ? (Object) (long) power : power;
    }

    private static Number nonZero(Number divisor) {
        if (divisor.doubleValue() == 0) {
            throw new JinjaException("division by zero");
        }
        return divisor;
    }

    /** {@code base.name}: methods before keys. */
    static Object attribute(Object base, String name) {
        Function method = Methods.find(base, name);
        if (method != null) {
            return method;
        }
        Object value = memberOf(base, name);
        return value == null ? new Undefined(name) : value;
    }

    /** {@code base[key]}: keys before methods; negative indices count from the end. */
    static Object item(Object base, Object key) {
        if (base instanceof Undefined undefined) {
            throw undefined.used();
        }
        if (key instanceof Long && (base instanceof List || base instanceof String)) {
            int length = Values.length(base);
            int index = Values.index(key);
            index = index < 0 ? index + length : index;
            return index < 0 || index >= length ? new Undefined("element " + Values.text(key)) : element(base, index);
        }
        if (!(key instanceof String name)) {
            return new Undefined(Values.text(key));
        }
        Object value = memberOf(base, name);
        return value == null ? attribute(base, name) : value;
    }

    private static @Nullable Object memberOf(Object base, String name) {
        if (base instanceof Undefined undefined) {
            throw undefined.used();
        }
        if (base instanceof Namespace namespace) {
            return namespace.get(name);
        }
        return base instanceof Map<?, ?> map ? map.get(name) : null;
    }

    private static Object element(Object sequence, int index) {
        if (sequence instanceof String text) {
            return Character.toString(text.codePointAt(text.offsetByCodePoints(0, index)));
        }
        return Values.elements(sequence).get(index);
    }

    /** {@code base[start:stop:step]}, each bound possibly None. */
    static Object slice(Object base, Object start, Object stop, Object step, Scope scope) {
        int stride = step instanceof None ? 1 : Values.index(step);
        if (stride == 0) {
            throw new JinjaException("a slice cannot have the step 0");
        }
        if (!(base instanceof List || base instanceof String)) {
            throw base instanceof Undefined undefined
                    ? undefined.used()
                    : new JinjaException("cannot slice " + Values.typeOf(base));
        }
        List<Object> elements = Values.elements(base, scope);
        int length = elements.size();
        int lowest = stride > 0 ? 0 : -1;
        int highest = stride > 0 ? length : length - 1;
        int from = start instanceof None ? (stride > 0 ? lowest : highest) : bound(start, length, lowest, highest);
        int to = stop instanceof None ? (stride > 0 ? highest : lowest) : bound(stop, length, lowest, highest);
        List<Object> slice = new ArrayList<>();
        for (long i = from; stride > 0 ? i < to : i > to; i += stride) {
            slice.add(elements.get((int) i));
        }
        if (base instanceof String) {
            StringBuilder text = new StringBuilder();
            slice.forEach(text::append);
            return text.toString();
        }
        return Collections.unmodifiableList(slice);
    }

    private static int bound(Object value, int length, int lowest, int highest) {
        int index = Values.index(value);
        return Math.max(lowest, Math.min(highest, index < 0 ? index + length : index));
    }
}
