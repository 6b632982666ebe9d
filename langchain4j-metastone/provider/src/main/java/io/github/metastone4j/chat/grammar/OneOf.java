package io.github.metastone4j.chat.grammar;

import java.util.Set;

/** One of several characters of ASCII. */
record OneOf(String characters) implements Symbol {

    static final OneOf DIGIT = new OneOf("0123456789");
    static final OneOf HEX = new OneOf("0123456789abcdefABCDEF");

    @Override
    public void read(int b, Expected rest, Set<Expected> next) {
        if (characters.indexOf(b) >= 0) {
            next.add(rest);
        }
    }
}
