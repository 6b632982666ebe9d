package io.github.metastone4j.chat.grammar;

import java.util.Set;

/** A JSON array whose items are of one kind. */
final class JsonArray implements Symbol {

    private final Symbol item;

    JsonArray(Symbol item) {
        this.item = item;
    }

    @Override
    public void read(int b, Expected rest, Set<Expected> next) {
        if (b == '[') {
            next.add(rest.after(Blanks.SOME, new Items(this, true)));
        }
    }

    /** What follows within the brackets. */
    private record Items(JsonArray array, boolean first) implements Symbol {

        @Override
        public void read(int b, Expected rest, Set<Expected> next) {
            Expected others = rest.after(Blanks.SOME, new Items(array, false));
            if (b == ']') {
                next.add(rest);
            } else if (first) {
                others.after(array.item).read(b, next);
            } else if (b == ',') {
                next.add(others.after(Blanks.SOME, array.item));
            }
        }
    }
}
