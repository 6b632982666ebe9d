package io.github.metastone4j.jinja;

import io.github.metastone4j.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts template source into tokens. White space is handled as for chat templates: a tag takes its indentation
 * ({@code lstrip_blocks}) and the line break behind it ({@code trim_blocks}) away, {@code -} takes all white space on
 * its side away, {@code +} none.
 */
final class Lexer {

    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*+");
    private static final Pattern FLOAT = Pattern.compile("\\d++(?:\\.\\d++(?:[eE][+-]?\\d++)?|[eE][+-]?\\d++)");
    private static final Pattern INTEGER = Pattern.compile("\\d++");
    private static final Pattern STRING =
            Pattern.compile("'(?:[^'\\\\]++|\\\\.)*+'|\"(?:[^\"\\\\]++|\\\\.)*+\"", Pattern.DOTALL);
    private static final Pattern OPERATOR = Pattern.compile("\\*\\*|//|==|!=|>=|<=|[-+*/%~<>=.:|,()\\[\\]{}]");

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int position;
    private int line = 1;

    private Lexer(String source) {
        this.source = source;
    }

    static List<Token> tokens(String template) {
        String source = template.replace("\r\n", "\n").replace('\r', '\n');
        Lexer lexer = new Lexer(source.endsWith("\n") ? source.substring(0, source.length() - 1) : source);
        lexer.read();
        return lexer.tokens;
    }

    private void read() {
        while (position < source.length()) {
            readData();
            if (source.startsWith("{#", position)) {
                skipComment();
            } else if (source.startsWith("{{", position)) {
                readTag(Kind.OUTPUT_BEGIN, Kind.OUTPUT_END, "}}");
            } else if (position < source.length()) {
                readTag(Kind.TAG_BEGIN, Kind.TAG_END, "%}");
            }
        }
        add(Kind.END, "");
    }

    private void readData() {
        int start = position;
        int end = nextTag(start);
        String data = source.substring(start, end);
        if (end < source.length()) {
            char sign = charAt(end + 2);
            if (sign == '-') {
                data = Text.stripTrailing(data, Text::isSpace);
            } else if (sign != '+' && charAt(end + 1) != '{') {
                data = withoutIndentation(data, start == 0 || source.charAt(start - 1) == '\n');
            }
        }
        if (!data.isEmpty()) {
            add(Kind.DATA, data);
        }
        advanceTo(end);
    }

    private int nextTag(int from) {
        for (int i = source.indexOf('{', from); i >= 0; i = source.indexOf('{', i + 1)) {
            char next = charAt(i + 1);
            if (next == '{' || next == '%' || next == '#') {
                return i;
            }
        }
        return source.length();
    }

    private static String withoutIndentation(String data, boolean atLineStart) {
        int lastLine = data.lastIndexOf('\n') + 1;
        boolean indents = (lastLine > 0 || atLineStart)
                && data.substring(lastLine).codePoints().allMatch(Text::isSpace);
        return indents ? data.substring(0, lastLine) : data;
    }

    private void skipComment() {
        int end = source.indexOf("#}", position + 2);
        if (end < 0) {
            throw new JinjaException("a comment is never closed by '#}'", line);
        }
        char sign = end > position + 2 ? source.charAt(end - 1) : ' ';
        advanceTo(end + 2);
        skipSpaceAfter(sign, true);
    }

    private void readTag(Kind begin, Kind end, String terminator) {
        add(begin, source.substring(position, position + 2));
        advanceTo(position + 2);
        if (charAt(position) == '-' || charAt(position) == '+') {
            advanceTo(position + 1);
        }
        int depth = 0;
        while (true) {
            while (Text.isSpace(charAt(position)) && position < source.length()) {
                advanceTo(position + 1);
            }
            if (position >= source.length()) {
                throw new JinjaException("a tag is never closed by '" + terminator + "'", line);
            }
            char sign = charAt(position);
            boolean signed = (sign == '-' || sign == '+') && source.startsWith(terminator, position + 1);
            if (depth == 0 && (signed || source.startsWith(terminator, position))) {
                add(end, terminator);
                advanceTo(position + (signed ? 3 : 2));
                skipSpaceAfter(signed ? sign : ' ', end == Kind.TAG_END);
                return;
            }
            readToken();
            Token last = tokens.get(tokens.size() - 1);
            if (last.kind() == Kind.OPERATOR) {
                depth += "([{".contains(last.text()) ? 1 : ")]}".contains(last.text()) ? -1 : 0;
            }
        }
    }

    private void skipSpaceAfter(char sign, boolean takesLineBreak) {
        if (sign == '-') {
            while (position < source.length() && Text.isSpace(charAt(position))) {
                advanceTo(position + 1);
            }
        } else if (takesLineBreak && sign != '+' && charAt(position) == '\n') {
            advanceTo(position + 1);
        }
    }

    private void readToken() {
        if (matches(STRING, Kind.STRING)
                || matches(NAME, Kind.NAME)
                || matches(FLOAT, Kind.FLOAT)
                || matches(INTEGER, Kind.INTEGER)
                || matches(OPERATOR, Kind.OPERATOR)) {
            return;
        }
        throw new JinjaException(
                "unexpected character '" + Character.toString(source.codePointAt(position)) + "'", line);
    }

    private boolean matches(Pattern pattern, Kind kind) {
        Matcher matcher = pattern.matcher(source).region(position, source.length());
        if (!matcher.lookingAt()) {
            return false;
        }
        String text = matcher.group();
        add(kind, kind == Kind.STRING ? Text.unescape(text.substring(1, text.length() - 1)) : text);
        advanceTo(matcher.end());
        return true;
    }

    private void add(Kind kind, String text) {
        tokens.add(new Token(kind, text, line));
    }

    private void advanceTo(int end) {
        for (; position < end; position++) {
            if (source.charAt(position) == '\n') {
                line++;
            }
        }
    }

    private char charAt(int index) {
        return index < source.length() ? source.charAt(index) : '\0';
    }
}
