package io.github.metastone4j.chat.grammar;

import java.util.Set;

/** What stands in a JSON string up to its closing quote: characters as they are, in valid UTF-8, and escapes. */
final class Text implements Symbol {

    /** Behind an opening quote, or behind any character. */
    static final Text REST = new Text();

    /** A whole string. */
    static final Symbol STRING = new Sequence(Literal.of("\""), REST);

    private static final Symbol LOW_HALF =
            new Sequence(Literal.of("\\u"), new OneOf("dD"), new OneOf("cdefCDEF"), OneOf.HEX, OneOf.HEX);

    /** Half a surrogate pair is no character: a high half is followed by a low one. */
    private static final Symbol ESCAPE = new Choice(
            new OneOf("\"\\/bfnrt"),
            new Sequence(Literal.of("u"), new OneOf("0123456789abcefABCEF"), OneOf.HEX, OneOf.HEX, OneOf.HEX),
            new Sequence(Literal.of("u"), new OneOf("dD"), new OneOf("01234567"), OneOf.HEX, OneOf.HEX),
            new Sequence(Literal.of("u"), new OneOf("dD"), new OneOf("89abAB"), OneOf.HEX, OneOf.HEX, LOW_HALF));

    private Text() {}

    /**
     * The bytes of a character behind its first.
     *
     * @param left how many come
     * @param lowest that the next may be
     * @param highest that the next may be
     */
    private record Continuation(int left, int lowest, int highest) implements Symbol {

        @Override
        public void read(int b, Expected rest, Set<Expected> next) {
            if (b >= lowest && b <= highest) {
                next.add(left == 1 ? rest : rest.after(new Continuation(left - 1, 0x80, 0xBF)));
            }
        }
    }

    @Override
    public void read(int b, Expected rest, Set<Expected> next) {
        if (b == '"') {
            next.add(rest);
        } else if (b == '\\') {
            next.add(rest.after(ESCAPE, this));
        } else if (b >= ' ' && b < 0x80) {
            next.add(rest.after(this));
        } else if (b >= 0xC2 && b <= 0xF4) {
            next.add(rest.after(continuation(b), this));
        }
    }

    /** No character has two spellings in UTF-8, none is half a surrogate pair or beyond the last one. */
    private static Continuation continuation(int first) {
        return switch (first) {
            case 0xE0 -> new Continuation(2, 0xA0, 0xBF);
            case 0xED -> new Continuation(2, 0x80, 0x9F);
            case 0xF0 -> new Continuation(3, 0x90, 0xBF);
            case 0xF4 -> new Continuation(3, 0x80, 0x8F);
            default -> new Continuation(first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3, 0x80, 0xBF);
        };
    }
}
