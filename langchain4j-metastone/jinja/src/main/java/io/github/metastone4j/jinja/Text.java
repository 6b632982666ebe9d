package io.github.metastone4j.jinja;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.function.IntPredicate;

/** Strings as Python has them: its white space, its literals, indices that count characters rather than UTF-16 units. */
final class Text {

    /** What one value may take when it is written out; the same large text may be in a list many times. */
    private static final int MAX_WRITTEN = 50_000_000;

    private Text() {}

    static void checkLength(StringBuilder written) {
        if (written.length() > MAX_WRITTEN) {
            throw new JinjaException("a value takes more than " + MAX_WRITTEN + " characters when written out");
        }
    }

    static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }

    static String stripLeading(String s, IntPredicate stripped) {
        int start = 0;
        while (start < s.length() && stripped.test(s.codePointAt(start))) {
            start += Character.charCount(s.codePointAt(start));
        }
        return s.substring(start);
    }

    static String stripTrailing(String s, IntPredicate stripped) {
        int end = s.length();
        while (end > 0 && stripped.test(s.codePointBefore(end))) {
            end -= Character.charCount(s.codePointBefore(end));
        }
        return s.substring(0, end);
    }

    static int length(String s) {
        return s.codePointCount(0, s.length());
    }

    static String capitalize(String s) {
        return s.isEmpty()
                ? s
                : s.substring(0, 1).toUpperCase(Locale.ROOT) + s.substring(1).toLowerCase(Locale.ROOT);
    }

    static String title(String s) {
        StringBuilder out = new StringBuilder(s.length());
        boolean inWord = false;
        for (int c : s.codePoints().toArray()) {
            out.appendCodePoint(inWord ? Character.toLowerCase(c) : Character.toTitleCase(c));
            inWord = Character.isLetter(c);
        }
        return out.toString();
    }

    /** The value of a string literal without its quotes. Unknown escapes keep their backslash. */
    static String unescape(String literal) {
        if (literal.indexOf('\\') < 0) {
            return literal;
        }
        StringBuilder out = new StringBuilder(literal.length());
        for (int i = 0; i < literal.length(); i++) {
            char c = literal.charAt(i);
            if (c != '\\' || i + 1 == literal.length()) {
                out.append(c);
                continue;
            }
            char escape = literal.charAt(++i);
            int known = "\\'\"abfnrtv\n".indexOf(escape);
            int digits = escape == 'x' ? 2 : escape == 'u' ? 4 : escape == 'U' ? 8 : 0;
            if (escape != '\n' && known >= 0) {
                out.append("\\'\"\u0007\b\f\n\r\t\u000B".charAt(known));
            } else if (digits > 0) {
                out.appendCodePoint(codePoint(literal, i + 1, digits));
                i += digits;
            } else if (escape != '\n') {
                out.append('\\').append(escape);
            }
        }
        return out.toString();
    }

    private static int codePoint(String literal, int from, int digits) {
        try {
            int codePoint = Integer.parseInt(literal.substring(from, from + digits), 16);
            if (Character.isValidCodePoint(codePoint)) {
                return codePoint;
            }
        } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
            // reported below
        }
        throw new JinjaException("a string has a \\x or \\u escape without its " + digits + " hexadecimal digits");
    }

    /** A float as Python prints it: 0.5, 10000000.0, 1e-07. */
    static String of(double number) {
        if (number == 0 || Double.isNaN(number) || Double.isInfinite(number)) {
            return number == 0 ? Double.toString(number) : Double.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
        }
        BigDecimal decimal = shortest(number).stripTrailingZeros();
        int exponent = decimal.precision() - decimal.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            String plain = decimal.toPlainString();
            return plain.indexOf('.') < 0 ? plain + ".0" : plain;
        }
        return decimal.scaleByPowerOfTen(-exponent).toPlainString() + String.format("e%+03d", exponent);
    }

    /** The fewest digits that tell the number from its neighbours; Double.toString has more before Java 19. */
    private static BigDecimal shortest(double number) {
        BigDecimal exact = new BigDecimal(number);
        for (int digits = 1; digits < 17; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits));
            if (rounded.doubleValue() == number) {
                return rounded;
            }
        }
        return exact.round(new MathContext(17));
    }

    /** The literal Python shows for a string: in single quotes unless only those occur in it. */
    static String quoted(String s) {
        char quote = s.indexOf('\'') >= 0 && s.indexOf('"') < 0 ? '"' : '\'';
        StringBuilder out = new StringBuilder().append(quote);
        s.codePoints().forEach(c -> {
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (c == quote) {
                        out.append('\\').appendCodePoint(c);
                    } else if (c < ' ' || c == 0x7F) {
                        out.append(String.format("\\x%02x", c));
                    } else {
                        out.appendCodePoint(c);
                    }
                }
            }
        });
        return out.append(quote).toString();
    }
}
