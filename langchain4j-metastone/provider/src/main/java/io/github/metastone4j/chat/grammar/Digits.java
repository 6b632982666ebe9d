package io.github.metastone4j.chat.grammar;

import java.util.Set;

/**
 * More digits of a number, possibly none.
 *
 * @param left how many may come at most: readers of JSON have limits
 */
record Digits(int left) implements Symbol {

    @Override
    public void read(int b, Expected rest, Set<Expected> next) {
        if (b < '0' || b > '9') {
            rest.read(b, next);
        } else if (left > 0) {
            next.add(rest.after(new Digits(left - 1)));
        }
    }
}
