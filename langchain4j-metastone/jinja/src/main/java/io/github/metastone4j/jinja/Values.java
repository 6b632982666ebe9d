package io.github.metastone4j.jinja;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of a template and what Python makes of them. There are {@link None}, {@link Undefined}, Boolean, Long,
 * Double, String, List, Map (by String), {@link Namespace} and {@link Function}: no other Java object gets in.
 */
final class Values {

    private Values() {}

    /** The value for a Java object, copied all the way down. */
    static Object of(@Nullable Object java) {
        if (java == null) {
            return None.NONE;
        }
        if (java instanceof Boolean || java instanceof Long || java instanceof Double) {
            return java;
        }
        if (java instanceof CharSequence || java instanceof Enum<?>) {
            return java.toString();
        }
        if (java instanceof Integer || java instanceof Short || java instanceof Byte) {
            return ((Number) java).longValue();
        }
        if (java instanceof Number number) {
            return number.doubleValue();
        }
        if (java instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((key, value) -> copy.put(String.valueOf(key), of(value)));
            return Collections.unmodifiableMap(copy);
        }
        if (java instanceof Collection<?> collection) {
            List<Object> copy = new ArrayList<>(collection.size());
            for (Object element : collection) {
                copy.add(of(element));
            }
            return Collections.unmodifiableList(copy);
        }
        throw new JinjaException("a template takes strings, numbers, booleans, lists and maps, not "
                + java.getClass().getName());
    }

    static boolean isTrue(Object value) {
        if (value instanceof Boolean truth) {
            return truth;
        }
        if (value instanceof Number number) {
            return number.doubleValue() != 0;
        }
        if (value instanceof String text) {
            return !text.isEmpty();
        }
        if (value instanceof Collection<?> list) {
            return !list.isEmpty();
        }
        if (value instanceof Map<?, ?> map) {
            return !map.isEmpty();
        }
        return !(value instanceof None || value instanceof Undefined);
    }

    /** The value as it is printed. */
    static String text(Object value) {
        return value instanceof String text ? text : representation(value);
    }

    /** The value as it is printed within a list or dictionary. */
    private static String representation(Object value) {
        StringBuilder out = new StringBuilder();
        represent(value, out);
        return out.toString();
    }

    private static void represent(Object value, StringBuilder out) {
        if (value instanceof String text) {
            out.append(Text.quoted(text));
        } else if (value instanceof Boolean truth) {
            out.append(truth ? "True" : "False");
        } else if (value instanceof Double number) {
            out.append(Text.of(number));
        } else if (value instanceof Long) {
            out.append(value);
        } else if (value instanceof None) {
            out.append("None");
        } else if (value instanceof List<?> list) {
            String separator = "[";
            for (Object element : list) {
                out.append(separator);
                represent(element, out);
                separator = ", ";
            }
            out.append(list.isEmpty() ? "[]" : "]");
        } else if (value instanceof Map<?, ?> map) {
            String separator = "{";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(separator);
                represent(entry.getKey(), out);
                out.append(": ");
                represent(entry.getValue(), out);
                separator = ", ";
            }
            out.append(map.isEmpty() ? "{}" : "}");
        } else if (!(value instanceof Undefined)) {
            out.append('<').append(typeOf(value)).append('>');
        }
        Text.checkLength(out);
    }

    static String typeOf(Object value) {
        if (value instanceof List) {
            return "list";
        }
        if (value instanceof Map) {
            return "dict";
        }
        return switch (value.getClass().getSimpleName()) {
            case "String" -> "str";
            case "Boolean" -> "bool";
            case "Long" -> "int";
            case "Double" -> "float";
            case "None" -> "None";
            case "Namespace" -> "namespace";
            default -> "function";
        };
    }

    /** Paid for as it goes: a list that holds another twice, and so on, is longer than it looks. */
    static boolean areEqual(Object a, Object b, Scope scope) {
        scope.spend(1);
        if (a instanceof Number x && b instanceof Number y) {
            return (x instanceof Long && y instanceof Long) ? x.equals(y) : x.doubleValue() == y.doubleValue();
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            if (x.size() != y.size()) {
                return false;
            }
            for (int i = 0; i < x.size(); i++) {
                if (!areEqual(x.get(i), y.get(i), scope)) {
                    return false;
                }
            }
            return true;
        }
        if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
            if (x.size() != y.size()) {
                return false;
            }
            for (Map.Entry<?, ?> entry : x.entrySet()) {
                Object other = y.get(entry.getKey());
                if (other == null || !areEqual(entry.getValue(), other, scope)) {
                    return false;
                }
            }
            return true;
        }
        return a instanceof Undefined ? b instanceof Undefined : a.equals(b);
    }

    /** Orders two numbers or two strings. */
    static int compare(Object a, Object b) {
        if (a instanceof Long x && b instanceof Long y) {
            return x.compareTo(y);
        }
        if (a instanceof Number x && b instanceof Number y) {
            return Double.compare(x.doubleValue(), y.doubleValue());
        }
        if (a instanceof String x && b instanceof String y) {
            return x.compareTo(y);
        }
        throw new JinjaException("cannot order " + typeOf(a) + " and " + typeOf(b));
    }

    static boolean contains(Object container, Object value, Scope scope) {
        if (container instanceof String text && value instanceof String part) {
            scope.spend(text.length());
            return text.contains(part);
        }
        if (container instanceof Map<?, ?> map) {
            return value instanceof String && map.containsKey(value);
        }
        if (container instanceof List<?> || container instanceof Undefined) {
            return elements(container).stream().anyMatch(element -> areEqual(element, value, scope));
        }
        if (container instanceof None && value instanceof String) {
            return false; // Python fails here; a message without text contains none.
        }
        throw new JinjaException("cannot look for " + typeOf(value) + " in " + typeOf(container));
    }

    /** What a loop over the value goes through: elements, keys or characters. */
    static List<Object> elements(Object value) {
        if (value instanceof List<?> list) {
            return Collections.unmodifiableList(list);
        }
        if (value instanceof Map<?, ?> map) {
            return List.copyOf(map.keySet());
        }
        if (value instanceof String text) {
            return text.codePoints().<Object>mapToObj(Character::toString).toList();
        }
        if (value instanceof Undefined) {
            return List.of();
        }
        throw new JinjaException("cannot loop over " + typeOf(value));
    }

    /** As {@link #elements(Object)}, paid for beforehand: each character of a string becomes an object. */
    static List<Object> elements(Object value, Scope scope) {
        scope.spend(value instanceof String text ? 32L * text.length() : length(value));
        return elements(value);
    }

    static int length(Object value) {
        return value instanceof String text
                ? Text.length(text)
                : value instanceof Map<?, ?> map ? map.size() : elements(value).size();
    }

    static String string(Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw value instanceof Undefined undefined
                ? undefined.used()
                : new JinjaException("expected a string, not " + typeOf(value));
    }

    static Number number(Object value) {
        if (value instanceof Number number) {
            return number;
        }
        if (value instanceof Boolean truth) {
            return truth ? 1L : 0L;
        }
        throw value instanceof Undefined undefined
                ? undefined.used()
                : new JinjaException("expected a number, not " + typeOf(value));
    }

    static int index(Object value) {
        if (value instanceof Long number) {
            return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number));
        }
        throw new JinjaException("expected an integer, not " + typeOf(value));
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> dictionary(Object value) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw value instanceof Undefined undefined
                ? undefined.used()
                : new JinjaException("expected a dictionary, not " + typeOf(value));
    }
}
