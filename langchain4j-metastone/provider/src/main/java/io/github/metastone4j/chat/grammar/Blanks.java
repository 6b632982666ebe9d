package io.github.metastone4j.chat.grammar;

import java.util.Set;

/**
 * Blanks and line breaks between the parts of JSON, possibly none.
 *
 * @param left how many may come at most: a model that is allowed nothing else would like them without end
 */
record Blanks(int left) implements Symbol {

    /** Enough for a line break and an indentation. */
    static final Blanks SOME = new Blanks(32);

    @Override
    public void read(int b, Expected rest, Set<Expected> next) {
        if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
            rest.read(b, next);
        } else if (left > 0) {
            next.add(rest.after(new Blanks(left - 1)));
        }
    }
}
