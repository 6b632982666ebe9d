package io.github.metastone4j.chat.grammar;

import java.util.Set;

/** Symbols one behind another. */
final class Sequence implements Symbol {

    private final Symbol[] symbols;

    Sequence(Symbol... symbols) {
        this.symbols = symbols;
    }

    @Override
    public void read(int b, Expected rest, Set<Expected> next) {
        rest.after(symbols).read(b, next);
    }
}
