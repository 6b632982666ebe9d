package io.github.metastone4j.jinja;

/**
 * A piece of template source.
 *
 * @param text the characters; of a string literal, its value
 */
record Token(Kind kind, String text, int line) {

    enum Kind {
        DATA,
        OUTPUT_BEGIN,
        OUTPUT_END,
        TAG_BEGIN,
        TAG_END,
        NAME,
        STRING,
        INTEGER,
        FLOAT,
        OPERATOR,
        END
    }

    boolean is(Kind kind, String text) {
        return this.kind == kind && this.text.equals(text);
    }

    @Override
    public String toString() {
        return kind == Kind.END ? "the end of the template" : "'" + text + "'";
    }
}
