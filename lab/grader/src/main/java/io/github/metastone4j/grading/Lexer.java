package io.github.metastone4j.grading;

import io.github.metastone4j.grading.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Cuts LaTeX, or plain text as people type it, into tokens. What only serves the eye is left out: sizes, dollar signs around
 * mathematics, thin spaces.
 */
final class Lexer {

    private static final Pattern CIRCLE = Pattern.compile("\\^ ?(?:\\\\circ|\\{ ?\\\\circ ?})");
    private static final String GROUP = "(?:%s)\\d{3}(?!\\d)";
    /** Thousands may be parted by a comma only where commas part nothing else, which is outside of brackets. */
    private static final Pattern OUTSIDE = number("[,\u0001]|\\\\[,;: ]|[ ~]");

    private static final Pattern INSIDE = number("\u0001|\\\\[,;: ]|[ ~]");
    private static final Pattern PLAIN =
            Pattern.compile("(?:\\d++(?:\\.\\d*+)?|\\.\\d++)(?:[eE][+-]?\\d{1,3}(?![\\d\\p{L}]))?");
    private static final Pattern DIGITS = Pattern.compile(" ?(\\d) ?(\\d)?");
    private static final Pattern COMMAND = Pattern.compile("\\\\(\\p{Alpha}++|.)", Pattern.DOTALL);
    private static final Pattern LETTERS = Pattern.compile("[\\p{L}¢]++");
    /** A unit of one letter by another, as metres are by seconds. */
    private static final Pattern RATE = Pattern.compile("[mglJNW]/(?:s|h|m|min|hr|kg|l|L)(?!\\p{Alpha})");

    private static final Pattern SUBSCRIPT = Pattern.compile(" ?_ ?(?:(\\w)|\\{ ?([\\w+-]{1,20}) ?})");

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int position;
    private int brackets;
    private boolean spaced;

    private Lexer(String source) {
        this.source = source;
    }

    private static Pattern number(String separator) {
        String groups = GROUP.formatted(separator);
        return Pattern.compile("[1-9]\\d{0,2}(?:" + groups + ")++(?:\\.\\d++)?(?! ?/)");
    }

    /** All tokens, the last of them {@link Kind#END}. */
    static List<Token> tokens(String text) {
        String source = text;
        for (Map.Entry<String, String> sign : Vocabulary.UNICODE.entrySet()) {
            source = source.replace(sign.getKey(), sign.getValue());
        }
        source = source.replaceAll("\\s++", " ");
        source = CIRCLE.matcher(source).replaceAll("\\\\degree ");
        // One dollar sign at the start is money; a pair of them is the border of mathematics.
        if (source.startsWith("$") && source.indexOf('$', 1) < 0) {
            source = "\u0002" + source.substring(1);
        }
        Lexer lexer = new Lexer(source.replace("$", ""));
        lexer.run();
        lexer.add(Kind.END, "");
        return lexer.tokens;
    }

    private void run() {
        while (position < source.length()) {
            char c = source.charAt(position);
            if (c == ' ' || c == '~') {
                spaced = true;
                position++;
            } else if ((c >= '0' && c <= '9') || c == '.') {
                number();
            } else if (c == '\\') {
                command();
            } else if (Character.isLetter(c) || c == '¢') {
                letters();
            } else {
                sign(c);
            }
        }
    }

    private void add(Kind kind, String text) {
        tokens.add(new Token(kind, text, spaced));
        spaced = false;
    }

    private void number() {
        Matcher thousands = (brackets == 0 ? OUTSIDE : INSIDE).matcher(source).region(position, source.length());
        thousands.useTransparentBounds(true);
        if (thousands.lookingAt()) {
            add(Kind.NUMBER, thousands.group().replaceAll("[^\\d.]", ""));
            position = thousands.end();
            return;
        }
        Matcher plain = PLAIN.matcher(source).region(position, source.length());
        plain.useTransparentBounds(true);
        if (plain.lookingAt()) {
            position = plain.end();
            add(Kind.NUMBER, plain.group());
        } else {
            sign('.');
        }
    }

    private void command() {
        Matcher matcher = COMMAND.matcher(source).region(position, source.length());
        if (!matcher.lookingAt()) {
            throw new UnreadableException("a backslash at the end");
        }
        position = matcher.end();
        String name = Vocabulary.SAME.getOrDefault(matcher.group(1), matcher.group(1));
        if (Vocabulary.INVISIBLE.contains(matcher.group(1))) {
            if (source.startsWith(".", position) && (name.equals("left") || name.equals("right"))) {
                position++;
            }
        } else if (Vocabulary.SPACES.contains(name)) {
            spaced = true;
        } else if (Vocabulary.TEXTS.contains(name)) {
            words(group(), !Vocabulary.BOLD.contains(matcher.group(1)));
        } else if (Vocabulary.SIGNS.contains(name)) {
            sign(name.charAt(0));
            position--;
        } else {
            brackets +=
                    name.equals("{") || name.equals("langle") ? 1 : name.equals("}") || name.equals("rangle") ? -1 : 0;
            add(Kind.COMMAND, name);
            if (name.equals("mathbb") || name.equals("begin") || name.equals("end")) {
                add(Kind.WORDS, group());
            } else if (name.equals("frac") || name.equals("binom")) {
                digits();
            }
        }
    }

    /** Of digits without braces, a fraction takes one above and one below: {@code \\frac12}. */
    private void digits() {
        Matcher matcher = DIGITS.matcher(source).region(position, source.length());
        if (matcher.lookingAt()) {
            add(Kind.NUMBER, matcher.group(1));
            if (matcher.group(2) != null) {
                add(Kind.NUMBER, matcher.group(2));
            }
            position = matcher.end();
        }
    }

    /** The content of the braces that come next. */
    private String group() {
        int open = source.startsWith(" ", position) ? position + 1 : position;
        int close = source.indexOf('}', open);
        if (!source.startsWith("{", open) || close < 0) {
            throw new UnreadableException("braces are missing");
        }
        position = close + 1;
        return source.substring(open + 1, close);
    }

    /** Text inside mathematics: words, unless it only sets mathematics upright. */
    private void words(String text, boolean units) {
        String words = text.replace('~', ' ').strip();
        boolean unit = units && measured() && !words.equals("e") && !words.equals("i");
        spaced |= text.startsWith(" ");
        if (words.isEmpty()) {
            spaced = true;
        } else if ((words.length() == 1 && !unit)
                || Vocabulary.NAMES.contains(words)
                || !LETTERS.matcher(words).find()) {
            for (Token token : tokens(words)) {
                if (token.kind() != Kind.END) {
                    add(token.kind(), token.text());
                }
            }
        } else {
            add(Kind.WORDS, words);
        }
        spaced |= text.endsWith(" ");
    }

    /** Letters in a row: words if they look like a unit or join parts, else function names and variables that are multiplied. */
    private void letters() {
        Matcher matcher = LETTERS.matcher(source).region(position, source.length());
        matcher.lookingAt();
        String run = matcher.group();
        boolean named = Vocabulary.NAMES.stream().anyMatch(run::startsWith);
        if (run.equals("or")
                || run.equals("and")
                || (measured()
                        && spaced
                        && RATE.matcher(source)
                                .region(position, source.length())
                                .lookingAt())
                || (measured() && !named && (Unit.isKnown(run) || (spaced && run.length() > 2)))
                || (run.equals("percent") || run.equals("degrees"))) {
            position = matcher.end();
            add(Kind.WORDS, run);
            return;
        }
        while (position < matcher.end()) {
            String name = nameAt(position);
            if (name != null) {
                position += name.length();
                add(Kind.COMMAND, Vocabulary.SAME.getOrDefault(name, name));
            } else {
                String letter = source.substring(position, position + 1);
                position++;
                add(Kind.LETTER, position == matcher.end() ? letter + subscript() + primes() : letter);
            }
        }
    }

    private @Nullable String nameAt(int from) {
        return Vocabulary.NAMES.stream()
                .filter(name -> source.startsWith(name, from))
                .findFirst()
                .orElse(null);
    }

    private String subscript() {
        Matcher matcher = SUBSCRIPT.matcher(source).region(position, source.length());
        if (!matcher.lookingAt()) {
            return "";
        }
        position = matcher.end();
        return "_" + (matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
    }

    private String primes() {
        int start = position;
        while (source.startsWith("'", position)) {
            position++;
        }
        return source.substring(start, position);
    }

    /** Whether a value ends here, so that a unit may come. */
    private boolean measured() {
        if (tokens.isEmpty()) {
            return false;
        }
        Token last = tokens.get(tokens.size() - 1);
        return (last.kind() != Kind.SIGN && !last.isCommand("{") && !last.isCommand("pm"))
                || last.isSign("}")
                || last.isSign(")");
    }

    private void sign(char c) {
        position++;
        brackets += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
        switch (c) {
            case '\u0001' -> add(Kind.SIGN, ",");
            case '\u0002' -> add(Kind.SIGN, "$");
            case '≠' -> add(Kind.COMMAND, "ne");
            case '⟨' -> add(Kind.COMMAND, "langle");
            case '⟩' -> add(Kind.COMMAND, "rangle");
            default -> add(Kind.SIGN, String.valueOf(c));
        }
    }
}
