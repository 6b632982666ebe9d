package io.github.metastone4j.nano;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The visible character that byte-level vocabularies write for each of the 256 bytes: printable bytes stand for themselves, the
 * others for the characters from U+0100 on, in order.
 */
final class ByteAlphabet {

    private static final String CHARACTERS = characters();

    private ByteAlphabet() {}

    private static String characters() {
        StringBuilder characters = new StringBuilder(256);
        int hidden = 0;
        for (int value = 0; value < 256; value++) {
            characters.append(isPrintable(value) ? (char) value : (char) (256 + hidden++));
        }
        return characters.toString();
    }

    private static boolean isPrintable(int value) {
        return (value > ' ' && value < 0x7F) || (value > 0xA0 && value != 0xAD);
    }

    /** The characters of all bytes in the order in which a vocabulary begins: printable ones first. */
    static List<String> symbols() {
        List<String> symbols = new ArrayList<>(256);
        CHARACTERS.chars().sorted().forEach(character -> symbols.add(Character.toString(character)));
        return symbols;
    }

    /** The text's bytes, each as its character. */
    static List<String> spell(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<String> symbols = new ArrayList<>(bytes.length);
        for (byte value : bytes) {
            symbols.add(String.valueOf(CHARACTERS.charAt(value & 0xFF)));
        }
        return symbols;
    }
}
