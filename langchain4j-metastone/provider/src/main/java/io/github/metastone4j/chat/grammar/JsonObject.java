package io.github.metastone4j.chat.grammar;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A JSON object: its properties in any order, each at most once. */
final class JsonObject implements Symbol {

    /**
     * A property.
     *
     * @param key its name as a JSON string
     */
    record Property(Literal key, Symbol value, boolean required) {}

    private final List<Property> properties;

    /** Of properties that aren't among those; null if there may be no others. */
    private final @Nullable Symbol others;

    private final Set<String> names; // as in the keys, without quotes

    JsonObject(List<Property> properties, @Nullable Symbol others) {
        this.properties = properties;
        this.others = others;
        this.names = properties.stream()
                .map(property -> property.key().bytes())
                .map(key -> key.substring(1, key.length() - 1))
                .collect(toUnmodifiableSet());
    }

    @Override
    public void read(int b, Expected rest, Set<Expected> next) {
        if (b == '{') {
            next.add(rest.after(Blanks.SOME, new Members(this, new BitSet(), Place.FIRST)));
        }
    }

    private enum Place {
        FIRST,
        BEHIND_VALUE,
        BEHIND_COMMA
    }

    /**
     * What follows within the braces.
     *
     * @param used the properties that have come; not to be changed
     */
    private record Members(JsonObject object, BitSet used, Place place) implements Symbol {

        @Override
        public void read(int b, Expected rest, Set<Expected> next) {
            if (b == '}' && place != Place.BEHIND_COMMA && isComplete()) {
                next.add(rest);
            } else if (b == ',' && place == Place.BEHIND_VALUE && mayGoOn()) {
                next.add(rest.after(Blanks.SOME, new Members(object, used, Place.BEHIND_COMMA)));
            } else if (b == '"' && place != Place.BEHIND_VALUE) {
                readKey(rest, next);
            }
        }

        private boolean isComplete() {
            for (int i = 0; i < object.properties.size(); i++) {
                if (object.properties.get(i).required() && !used.get(i)) {
                    return false;
                }
            }
            return true;
        }

        private boolean mayGoOn() {
            return object.others != null || used.cardinality() < object.properties.size();
        }

        private void readKey(Expected rest, Set<Expected> next) {
            for (int i = 0; i < object.properties.size(); i++) {
                if (!used.get(i)) {
                    Property property = object.properties.get(i);
                    BitSet more = (BitSet) used.clone();
                    more.set(i);
                    member(property.key(), property.value(), more, rest).read('"', next);
                }
            }
            if (object.others != null) {
                Symbol name = object.names.isEmpty() ? Text.REST : new OtherName(object, "");
                next.add(member(name, object.others, used, rest));
            }
        }

        private Expected member(Symbol key, Symbol value, BitSet more, Expected rest) {
            return rest.after(
                    key,
                    Blanks.SOME,
                    Literal.of(":"),
                    Blanks.SOME,
                    value,
                    Blanks.SOME,
                    new Members(object, more, Place.BEHIND_VALUE));
        }
    }

    /**
     * A name, up to its closing quote, that is none of the properties' own.
     *
     * @param read what has been read of it, with which at least one of theirs begins
     */
    private record OtherName(JsonObject object, String read) implements Symbol {

        @Override
        public void read(int b, Expected rest, Set<Expected> next) {
            String longer = read + (char) b;
            if (b == '"' && object.names.contains(read)) {
                return;
            }
            if (object.names.stream().anyMatch(name -> name.startsWith(longer))) {
                next.add(rest.after(new OtherName(object, longer)));
            } else if (b != '\\') { // an escape could spell one of theirs
                Text.REST.read(b, rest, next);
            }
        }
    }
}
