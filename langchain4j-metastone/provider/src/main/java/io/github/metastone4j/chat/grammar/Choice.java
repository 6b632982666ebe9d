package io.github.metastone4j.chat.grammar;

import java.util.List;
import java.util.Set;

/** One of several symbols, that may begin alike. */
final class Choice implements Symbol {

    private final List<Symbol> symbols;

    Choice(Symbol... symbols) {
        this.symbols = List.of(symbols);
    }

    @Override
    public void read(int b, Expected rest, Set<Expected> next) {
        for (Symbol symbol : symbols) {
            symbol.read(b, rest, next);
        }
    }
}
