package io.github.metastone4j.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The alphabet in which byte-level vocabularies are written: one printable character for each of the 256 bytes.
 *
 * <p>Printable bytes stand for themselves; the 68 others follow from U+0100 on, in order ({@code Ġ} is the space,
 * {@code Ċ} the line feed).
 */
public final class ByteAlphabet {

    private static final int SIZE = 256 + 68;
    private static final short[] BYTE_OF = new short[SIZE];
    private static final String[] CHARACTER_OF = new String[256];

    static {
        Arrays.fill(BYTE_OF, (short) -1);
        int next = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || (b >= 0xAE && b <= 0xFF);
            int character = printable ? b : next++;
            BYTE_OF[character] = (short) b;
            CHARACTER_OF[b] = Character.toString(character);
        }
    }

    private ByteAlphabet() {}

    /** The characters of all bytes in the order in which a vocabulary begins: printable ones first. */
    public static List<String> symbols() {
        return IntStream.range(0, SIZE)
                .filter(character -> BYTE_OF[character] >= 0)
                .mapToObj(Character::toString)
                .toList();
    }

    /** The text's bytes, each as its character. */
    public static List<String> spell(String text) {
        List<String> symbols = new ArrayList<>(text.length());
        for (byte value : text.getBytes(UTF_8)) {
            symbols.add(CHARACTER_OF[value & 0xFF]);
        }
        return symbols;
    }

    /** The bytes a token stands for. A token with a character outside the alphabet stands for its own UTF-8. */
    static byte[] bytes(String token) {
        byte[] bytes = new byte[token.length()];
        for (int i = 0; i < bytes.length; i++) {
            char c = token.charAt(i);
            if (c >= SIZE || BYTE_OF[c] < 0) {
                return token.getBytes(UTF_8);
            }
            bytes[i] = (byte) BYTE_OF[c];
        }
        return bytes;
    }
}
