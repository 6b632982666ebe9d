package io.github.metastone4j.chat.grammar;

import java.util.Set;

/** A part of a grammar. Immutable; equal symbols, as far as they are told apart, read the same. */
interface Symbol {

    /**
     * Reads the first byte of a text that begins with this symbol and goes on with others.
     *
     * @param b 0 to 255
     * @param rest what is expected behind this symbol
     * @param next where what is expected behind the byte is added, once for each way to read it; nothing, if it does not
     *     fit
     */
    void read(int b, Expected rest, Set<Expected> next);
}
