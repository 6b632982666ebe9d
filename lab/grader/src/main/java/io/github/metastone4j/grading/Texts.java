package io.github.metastone4j.grading;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Answers as words: without markup, spacing and case. */
final class Texts {

    private static final Pattern WRAPPED = Pattern.compile(
            "\\s*+\\$?\\s*+\\\\(?:text|textbf|textit|textrm|textnormal|mathrm|mathbf|mbox|boldsymbol) ?\\{([^{}]*+)}\\s*+\\$?\\.?\\s*+");
    private static final Pattern COMMAND = Pattern.compile(
            "\\\\(?:text|textbf|textit|textrm|textnormal|mathrm|mathbf|mathit|mbox|left|right|displaystyle)(?!\\p{Alpha})");
    private static final Pattern SPACING = Pattern.compile("\\\\[,;:! ]|~|\\s");
    private static final Pattern FORCED = Pattern.compile("[{}$]");
    private static final Pattern AROUND_SIGNS = Pattern.compile(" ?([^\\p{L}\\p{N} ]) ?");

    private static final Pattern LETTER =
            Pattern.compile("(?:option |choice |answer:? ?)?\\(?([a-z])(?:[).:].*)?", Pattern.DOTALL);
    private static final Pattern CHOICE = Pattern.compile("\\(?[A-J]\\)?\\.?");

    private Texts() {}

    /** Without a text command around all of it. */
    static String unwrapped(String text) {
        Matcher wrapped = WRAPPED.matcher(text);
        return wrapped.matches() ? wrapped.group(1) : text;
    }

    /** The words that are left without markup, in small letters, one space between them. */
    static String plain(String text) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFC)
                .replace("\\mid", "|")
                .replace("\\neq", "\\ne");
        plain = COMMAND.matcher(plain).replaceAll("");
        plain = SPACING.matcher(plain).replaceAll(" ");
        plain = FORCED.matcher(plain).replaceAll("").replaceAll(" ++", " ");
        plain = AROUND_SIGNS.matcher(plain).replaceAll("$1").strip().toLowerCase(Locale.ROOT);
        int end = plain.length();
        while (end > 0 && plain.charAt(end - 1) == '.') {
            end--;
        }
        return plain.substring(0, end);
    }

    /** The letter of a choice, small; null if the text does not begin with one. */
    static @Nullable String letter(String text) {
        Matcher matcher = LETTER.matcher(plain(text));
        return matcher.matches() ? matcher.group(1) : null;
    }

    /** Whether an expected answer is nothing but the letter of a choice. */
    static boolean isChoice(String answer) {
        return CHOICE.matcher(answer.strip()).matches();
    }
}
