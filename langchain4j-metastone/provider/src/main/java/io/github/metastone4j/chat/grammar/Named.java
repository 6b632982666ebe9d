package io.github.metastone4j.chat.grammar;

import java.util.Set;

/** What a name stands for: it may be used before that is known, also within itself. */
final class Named implements Symbol {

    private Symbol meaning = new Choice();

    void mean(Symbol symbol) {
        meaning = symbol;
    }

    @Override
    public void read(int b, Expected rest, Set<Expected> next) {
        meaning.read(b, rest, next);
    }
}
