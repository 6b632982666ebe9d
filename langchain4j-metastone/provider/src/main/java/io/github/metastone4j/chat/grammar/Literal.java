package io.github.metastone4j.chat.grammar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Set;

/**
 * A fixed text.
 *
 * @param bytes of its UTF-8, each as a character; at least one
 * @param read how many of them have been read
 */
record Literal(String bytes, int read) implements Symbol {

    static Literal of(String text) {
        return new Literal(bytes(text), 0);
    }

    static String bytes(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    @Override
    public void read(int b, Expected rest, Set<Expected> next) {
        if (bytes.charAt(read) == b) {
            next.add(read + 1 == bytes.length() ? rest : rest.after(new Literal(bytes, read + 1)));
        }
    }
}
