package io.github.metastone4j.chat.grammar;

import java.util.Set;

/** Symbols that follow if one of several characters begins them, and else do not. Nothing behind them begins so. */
final class Optional implements Symbol {

    private final String first;
    private final Symbol[] symbols;

    /** @param symbols behind the first character */
    Optional(String first, Symbol... symbols) {
        this.first = first;
        this.symbols = symbols;
    }

    @Override
    public void read(int b, Expected rest, Set<Expected> next) {
        if (first.indexOf(b) >= 0) {
            next.add(rest.after(symbols));
        } else {
            rest.read(b, next);
        }
    }
}
