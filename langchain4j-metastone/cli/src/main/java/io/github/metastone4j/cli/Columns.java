package io.github.metastone4j.cli;

import java.util.ArrayList;
import java.util.List;

/** Text measured in terminal columns: most characters take one, those of East Asia two, combining ones none. */
public final class Columns {

    private Columns() {}

    public static int width(String text) {
        return text.codePoints().map(Columns::width).sum();
    }

    private static int width(int character) {
        int type = Character.getType(character);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        return isWide(character) ? 2 : 1;
    }

    /** The blocks whose characters are all wide; enough for text, if not for every symbol. */
    private static boolean isWide(int character) {
        return (character >= 0x1100 && character <= 0x115f)
                || (character >= 0x2e80 && character <= 0xa4cf)
                || (character >= 0xac00 && character <= 0xd7a3)
                || (character >= 0xf900 && character <= 0xfaff)
                || (character >= 0xfe30 && character <= 0xfe6f)
                || (character >= 0xff00 && character <= 0xff60)
                || (character >= 0xffe0 && character <= 0xffe6)
                || (character >= 0x1f300 && character <= 0x1faff)
                || (character >= 0x20000 && character <= 0x3fffd);
    }

    /** Without what would move a cursor or recolour a screen: a model's text is not to be trusted with that. */
    public static String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints().forEach(character -> {
            if (character == '\t') {
                printable.append(' ');
            } else if (character == '\n' || !Character.isISOControl(character)) {
                printable.appendCodePoint(character);
            }
        });
        return printable.toString();
    }

    /** On one line. */
    public static String flat(String text) {
        return printable(text).replaceAll("\\s+", " ").strip();
    }

    /** The end of a text, as much as fits, an ellipsis before it if it is not all. */
    public static String tail(String text, int columns, String ellipsis) {
        if (width(text) <= columns) {
            return text;
        }
        int[] characters = text.codePoints().toArray();
        int room = columns - width(ellipsis);
        int from = characters.length;
        while (from > 0 && width(characters[from - 1]) <= room) {
            room -= width(characters[--from]);
        }
        return ellipsis + new String(characters, from, characters.length - from);
    }

    /** The beginning of a text, as much as fits, an ellipsis behind it if it is not all. */
    public static String head(String text, int columns, String ellipsis) {
        if (width(text) <= columns) {
            return text;
        }
        int[] characters = text.codePoints().toArray();
        int room = columns - width(ellipsis);
        int count = 0;
        while (count < characters.length && width(characters[count]) <= room) {
            room -= width(characters[count++]);
        }
        return new String(characters, 0, count) + ellipsis;
    }

    static String padded(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - width(text)));
    }

    public static String right(String text, int columns) {
        return " ".repeat(Math.max(0, columns - width(text))) + text;
    }

    /** Lines of at most so many columns, broken between words where there are any; its own line breaks stay. */
    static List<String> wrap(String text, int columns) {
        List<String> lines = new ArrayList<>();
        for (String line : printable(text).split("\n", -1)) {
            StringBuilder current = new StringBuilder();
            int used = 0;
            for (String word : line.strip().split("\\s+", -1)) {
                String rest = word;
                if (used > 0 && used + 1 + width(rest) > columns) {
                    lines.add(current.toString());
                    current.setLength(0);
                    used = 0;
                }
                while (width(rest) > columns) {
                    String start = head(rest, columns, "");
                    lines.add(start);
                    rest = rest.substring(start.length());
                }
                current.append(used > 0 ? " " : "").append(rest);
                used += (used > 0 ? 1 : 0) + width(rest);
            }
            lines.add(current.toString());
        }
        return lines;
    }
}
