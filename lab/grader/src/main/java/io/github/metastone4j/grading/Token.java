package io.github.metastone4j.grading;

/**
 * The smallest piece of an answer that means something.
 *
 * @param text digits; a command's name without its backslash; a letter with its subscript; words; or a sign
 * @param spaced whether there is space before it
 */
record Token(Kind kind, String text, boolean spaced) {

    /** What a token can be. */
    enum Kind {
        NUMBER,
        LETTER,
        COMMAND,
        WORDS,
        SIGN,
        END
    }

    boolean is(Kind other, String content) {
        return kind == other && text.equals(content);
    }

    boolean isSign(String sign) {
        return is(Kind.SIGN, sign);
    }

    boolean isCommand(String name) {
        return is(Kind.COMMAND, name);
    }
}
