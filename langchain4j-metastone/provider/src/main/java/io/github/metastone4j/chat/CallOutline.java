package io.github.metastone4j.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The outline of one tool call's JSON object, followed character by character: where it ends, what it is named, and
 * where its arguments stand. What cannot become an object any more is noticed at once; whether it is valid in every
 * detail is for a parser to say when it is complete.
 */
final class CallOutline {

    enum Progress {
        OPEN,
        COMPLETE,
        BROKEN
    }

    private static final Set<String> KEYS = Set.of("id", "type", "function", "name", "arguments", "parameters");

    /** What {@link #previous} is behind a string, and behind or within a number or word. */
    private static final char STRING = '"';

    private static final char WORD = 'w';

    private final Predicate<String> names;
    private final boolean knownKeysOnly;

    /** The brackets that are still to be closed, the innermost last. */
    private final StringBuilder closers = new StringBuilder();

    /** The last character of the structure that isn't blank. */
    private char previous = ':';

    private int length;

    /** The quote that ends the string here; 0 outside of strings. */
    private char quote;

    private boolean escaped;

    /** The last string that is a key or value of the call's own, as it is written; and whether it is a value. */
    private final StringBuilder string = new StringBuilder();

    private String stringQuote = "";
    private boolean isValue;

    /** How deep the call's own keys stand: 1, or 2 within {@code {"function": {...}}}. */
    private int level = 1;

    private @Nullable String key;
    private @Nullable String name;
    private int argumentsStart = -1;
    private int argumentsEnd = -1;
    private boolean argumentsClosed;

    /**
     * @param names which names a call may have
     * @param knownKeysOnly whether another key before the name shows that the object is no call
     */
    CallOutline(Predicate<String> names, boolean knownKeysOnly) {
        this.names = names;
        this.knownKeysOnly = knownKeysOnly;
    }

    /** Takes the next character; the first is the opening brace. */
    Progress accept(char c) {
        length++;
        boolean blank = Character.isWhitespace(c);
        boolean fits = quote != 0 ? acceptInString(c) : blank || acceptStructure(c);
        if (!blank && argumentsStart >= 0 && !argumentsClosed) {
            argumentsEnd = length;
            argumentsClosed = quote == 0 && c == '}' && closers.length() == level;
        }
        if (closers.length() < level) {
            level = 1; // The object within {"function": {...}} has ended.
        }
        return !fits ? Progress.BROKEN : closers.isEmpty() ? Progress.COMPLETE : Progress.OPEN;
    }

    /** Known once its string is complete. */
    @Nullable
    String name() {
        return name;
    }

    /** Where the arguments' opening brace stands; -1 before it has come, or if they are no object. */
    int argumentsStart() {
        return argumentsStart;
    }

    /** Behind the last character of the arguments so far that isn't blank; -1 without arguments. */
    int argumentsEnd() {
        return argumentsEnd;
    }

    private boolean acceptInString(char c) {
        if (c == quote && !escaped) {
            quote = 0;
            previous = STRING;
            return !isValue || !isOwn() || !"name".equals(key) || acceptName();
        }
        escaped = c == '\\' && !escaped;
        if (isOwn()) {
            string.append(c);
        }
        return true;
    }

    private boolean acceptName() {
        if (name == null) {
            name = unescaped();
        }
        return name != null && names.test(name);
    }

    private boolean acceptStructure(char c) {
        char before = previous;
        previous = c;
        switch (c) {
            case '"', '\'' -> {
                quote = c;
                stringQuote = String.valueOf(c);
                isValue = before == ':';
                string.setLength(0);
                return "{[,:".indexOf(before) >= 0;
            }
            case '{', '[' -> {
                if (c == '{' && before == ':' && isOwn()) {
                    openOwn();
                }
                closers.append(c == '{' ? '}' : ']');
                return "[,:".indexOf(before) >= 0;
            }
            case '}', ']' -> {
                int last = closers.length() - 1;
                boolean matches = closers.charAt(last) == c && before != ':';
                closers.setLength(last);
                return matches;
            }
            case ':' -> {
                return before == STRING && !isValue && acceptKey();
            }
            case ',' -> {
                return "{[,:".indexOf(before) < 0;
            }
            default -> {
                previous = WORD;
                boolean fits = before == WORD || "[,:".indexOf(before) >= 0;
                return fits && (Character.isLetterOrDigit(c) || "+-.".indexOf(c) >= 0);
            }
        }
    }

    private void openOwn() {
        if ("function".equals(key) && level == 1) {
            level = 2;
        } else if (argumentsStart < 0 && ("arguments".equals(key) || "parameters".equals(key))) {
            argumentsStart = length - 1;
        }
    }

    private boolean acceptKey() {
        if (!isOwn()) {
            return true;
        }
        key = unescaped();
        return key != null && (!knownKeysOnly || name != null || KEYS.contains(key));
    }

    /** Whether the place is among the call's own keys and values, not within one of them. */
    private boolean isOwn() {
        return closers.length() == level;
    }

    private @Nullable String unescaped() {
        JsonNode value = LenientJson.read(stringQuote + string.toString() + stringQuote);
        return value == null ? null : value.textValue();
    }
}
