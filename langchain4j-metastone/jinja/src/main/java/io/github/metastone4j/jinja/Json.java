package io.github.metastone4j.jinja;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Writes values as Python's {@code json.dumps} does. */
final class Json {

    private final StringBuilder out = new StringBuilder();
    private final String itemSeparator;
    private final String keySeparator;
    private final String indentation;
    private final boolean indents;
    private final boolean sortsKeys;
    private final boolean escapesNonAscii;

    private Json(
            String itemSeparator,
            String keySeparator,
            boolean indents,
            String indentation,
            boolean sortsKeys,
            boolean escapesNonAscii) {
        this.itemSeparator = itemSeparator;
        this.keySeparator = keySeparator;
        this.indents = indents;
        this.indentation = indentation;
        this.sortsKeys = sortsKeys;
        this.escapesNonAscii = escapesNonAscii;
    }

    /** On one line, with a space behind each comma and colon. */
    static String of(Object value) {
        return new Json(", ", ": ", false, "", false, false).written(value);
    }

    /** The filter {@code tojson(ensure_ascii, indent, separators, sort_keys)}. */
    static String of(Object value, Arguments arguments) {
        Object indent = arguments.get(1, "indent", None.NONE);
        Object separators = arguments.get(2, "separators", None.NONE);
        boolean indents = !(indent instanceof None);
        boolean separates = !(separators instanceof None);
        return new Json(
                        separates ? Values.text(Values.elements(separators).get(0)) : indents ? "," : ", ",
                        separates ? Values.text(Values.elements(separators).get(1)) : ": ",
                        indents,
                        indent instanceof String text
                                ? text
                                : " ".repeat(Math.max(0, Math.min(80, indents ? Values.index(indent) : 0))),
                        Values.isTrue(arguments.get(3, "sort_keys", false)),
                        Values.isTrue(arguments.get(0, "ensure_ascii", false)))
                .written(value);
    }

    private String written(Object value) {
        write(value, 0);
        return out.toString();
    }

    private void write(Object value, int depth) {
        Text.checkLength(out);
        if (value instanceof None) {
            out.append("null");
        } else if (value instanceof String text) {
            writeString(text);
        } else if (value instanceof Double number && Double.isFinite(number)) {
            out.append(Text.of(number));
        } else if (value instanceof Boolean || value instanceof Number) {
            out.append(value);
        } else if (value instanceof Map<?, ?>) {
            Map<String, Object> map = Values.dictionary(value);
            writeAll('{', '}', (sortsKeys ? new TreeMap<>(map) : map).entrySet(), depth, entry -> {
                writeString(entry.getKey());
                out.append(keySeparator);
                write(entry.getValue(), depth + 1);
            });
        } else if (value instanceof Collection<?> list) {
            writeAll('[', ']', list, depth, element -> write(element, depth + 1));
        } else {
            throw new JinjaException("cannot write " + Values.typeOf(value) + " as JSON");
        }
    }

    private <T> void writeAll(char open, char close, Collection<T> elements, int depth, Consumer<T> writer) {
        out.append(open);
        for (Iterator<T> iterator = elements.iterator(); iterator.hasNext(); ) {
            breakLine(depth + 1);
            writer.accept(iterator.next());
            if (iterator.hasNext()) {
                out.append(itemSeparator);
            } else {
                breakLine(depth);
            }
        }
        out.append(close);
    }

    private void breakLine(int depth) {
        if (indents) {
            out.append('\n').append(indentation.repeat(depth));
        }
    }

    private void writeString(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ' || (escapesNonAscii && c > '~')) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
