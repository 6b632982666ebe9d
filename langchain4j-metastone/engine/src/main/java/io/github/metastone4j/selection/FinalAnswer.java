package io.github.metastone4j.selection;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The final answer of a text, as the content of its last {@code \boxed{...}}, in a spelling that makes equal answers equal
 * strings.
 *
 * <p>Numbers become exact fractions in lowest terms: {@code 81}, {@code +81.0}, {@code $81$.} and {@code 81\text{ cm}} are
 * all {@code 81}; {@code 0.5}, {@code 1/2} and {@code \frac{1}{2}} are all {@code 1/2}. Everything else keeps its words, rid
 * of spacing and markup. There is no algebra: {@code x+1} and {@code 1+x} differ. The work is linear in the length of the
 * text, whatever the text says.
 */
public final class FinalAnswer {

    private static final String END_OF_THINKING = "</think>";
    private static final String BOXED = "\\boxed";

    private static final Pattern MARKUP = Pattern.compile("\\\\(?:left|right)(?![A-Za-z])|\\\\[!,;:()\\[\\]$]|\\$");
    private static final Pattern SPACE = Pattern.compile("\\s++|~|\\\\ ");
    private static final Pattern SPACED_SIGN = Pattern.compile(" ?([^\\p{L}\\p{N} ]) ?");
    private static final Pattern WORDS = Pattern.compile("\\\\(?:text|textbf|mathrm|mathbf|mbox)\\{([^{}]*+)}");
    private static final Pattern UNIT =
            Pattern.compile("(?:\\\\(?:text|textbf|mathrm|mbox)\\{[^{}]*+}|\\^\\\\circ|\\^\\{\\\\circ})$");

    private FinalAnswer() {}

    /**
     * The normalised content of the last closed {@code \boxed{...}} that is not blank, behind the thinking: behind the last
     * {@code </think>}, or anywhere if there is none.
     *
     * @return null if there is no such box
     */
    public static @Nullable String of(String text) {
        String box = boxed(text);
        return box == null ? null : normalise(box);
    }

    /** The content of that box as it was written; null if there is none. */
    public static @Nullable String boxed(String text) {
        int end = text.lastIndexOf(END_OF_THINKING);
        return lastBox(end < 0 ? text : text.substring(end + END_OF_THINKING.length()));
    }

    /** Whether a prediction is the right answer, however the two spell it; null, no prediction, is not. */
    public static boolean matches(String gold, @Nullable String prediction) {
        return prediction != null && normalise(gold).equals(normalise(prediction));
    }

    /** The spelling that equal answers share. */
    public static String normalise(String answer) {
        String plain = plain(answer);
        String number = ExactNumber.canonical(plain);
        if (number == null) {
            number = ExactNumber.canonical(UNIT.matcher(plain).replaceFirst("").strip());
        }
        if (number == null) {
            plain = WORDS.matcher(plain).replaceAll("$1").strip();
            number = ExactNumber.canonical(plain);
        }
        return number == null ? plain : number;
    }

    /** Without what only serves the eye: dollar signs, spacing, sizes of brackets and fractions, the closing period. */
    private static String plain(String answer) {
        String plain = answer.replace('\u2212', '-')
                .replace("{,}", ",")
                .replace("\\%", "%")
                .replace("\\dfrac", "\\frac")
                .replace("\\tfrac", "\\frac");
        plain = MARKUP.matcher(plain).replaceAll("");
        plain = SPACE.matcher(plain).replaceAll(" ");
        plain = SPACED_SIGN.matcher(plain).replaceAll("$1").strip();
        int end = plain.length();
        while (end > 0 && plain.charAt(end - 1) == '.') {
            end--;
        }
        return plain.substring(0, end);
    }

    /** One pass over the braces; of the boxes that are closed, the one opened last. */
    private static @Nullable String lastBox(String text) {
        Deque<Brace> open = new ArrayDeque<>();
        int last = -1;
        String content = null;
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '\\' -> {
                    int brace = text.startsWith(BOXED, i) ? skipSpaces(text, i + BOXED.length()) : -1;
                    boolean box = brace >= 0 && brace < text.length() && text.charAt(brace) == '{';
                    if (box) {
                        open.push(new Brace(brace, true));
                    }
                    // A brace behind a backslash is a character, not a bracket.
                    i = box ? brace : i + 1;
                }
                case '{' -> open.push(new Brace(i, false));
                case '}' -> {
                    Brace opened = open.poll();
                    if (opened != null && opened.box && opened.position > last) {
                        String inside = text.substring(opened.position + 1, i);
                        if (!inside.isBlank()) {
                            last = opened.position;
                            content = inside;
                        }
                    }
                }
                default -> {}
            }
        }
        return content;
    }

    private static int skipSpaces(String text, int from) {
        int i = from;
        while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
            i++;
        }
        return i;
    }

    /** An opening brace, and whether it opens a box. */
    private record Brace(int position, boolean box) {}
}
