package io.github.metastone4j.grading;

import io.github.metastone4j.grading.Token.Kind;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads units, before a value and behind it. */
final class UnitParser {

    /** What words behind a value say of it: its unit, and how many of them, as a million. */
    record Measure(@Nullable Unit unit, long multiple) {}

    private static final Set<String> JOINING = Set.of("or", "and");
    private static final Set<String> SCALES = Set.of("C", "F");

    private static final Pattern MORE = Pattern.compile("\\d|\\b(?:or|and|not|maybe|but)\\b");

    private final Cursor cursor;

    UnitParser(Cursor cursor) {
        this.cursor = cursor;
    }

    /** A currency sign; null if none is here. */
    @Nullable
    Unit currency() {
        if (cursor.skipSign("$")) {
            return Unit.DOLLAR;
        }
        return cursor.skipSign("€") ? Unit.of("€") : cursor.skipSign("£") ? new Unit("£") : null;
    }

    /** The unit behind a value: degrees, the base of its digits, or words. */
    Measure behind() {
        if (cursor.skipCommand("degree")) {
            Token scale = cursor.peek();
            return new Measure(
                    SCALES.contains(scale.text())
                            ? new Unit("degree " + cursor.next().text())
                            : Unit.DEGREE,
                    1);
        }
        if (cursor.skipSign("_")) {
            return new Measure(new Unit("base " + exponent()), 1);
        }
        Long multiple =
                cursor.peek().kind() == Kind.WORDS ? Unit.multiple(cursor.peek().text()) : null;
        if (multiple != null) {
            cursor.next();
        }
        String words = words();
        return new Measure(words.isEmpty() ? null : Unit.of(words), multiple == null ? 1 : multiple);
    }

    private String words() {
        StringBuilder words = new StringBuilder();
        while (true) {
            Token token = cursor.peek();
            if (token.kind() == Kind.WORDS && !JOINING.contains(token.text())) {
                words.append(' ').append(name(cursor.next().text()));
            } else if (words.length() > 0 && (token.isSign("^") || token.isSign("/") || token.isSign("*"))) {
                words.append(cursor.next().text()).append(exponent());
            } else {
                return words.toString();
            }
        }
    }

    /** Words that hedge, or say more than a unit, are none. */
    private static String name(String words) {
        if (MORE.matcher(words).find()) {
            throw new UnreadableException("'" + words + "' is no unit");
        }
        return words;
    }

    /** One token, in braces or not, with its sign. */
    private String exponent() {
        boolean braces = cursor.skipSign("{");
        String sign = cursor.skipSign("-") ? "-" : "";
        String exponent = cursor.next().text();
        if (braces) {
            cursor.expectSign("}");
        }
        return sign + exponent;
    }
}
