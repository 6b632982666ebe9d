package io.github.metastone4j.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;

/**
 * The text of one token sequence as it grows. A character whose bytes are spread over several tokens is held back until
 * its last byte has come; all pieces together equal {@link Tokenizer#decode} of the whole.
 *
 * <p>For one thread.
 */
public final class DecodingStream {

    /** The longest beginning of a character that is not yet one. */
    private static final int MAX_PENDING = 3;

    private final Tokenizer tokenizer;
    private final boolean skipSpecial;
    private final CharsetDecoder utf8 = UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final ByteBuffer pending = ByteBuffer.allocate(MAX_PENDING).flip();

    /** @param skipSpecial whether special tokens, such as an end of turn, are left out */
    public DecodingStream(Tokenizer tokenizer, boolean skipSpecial) {
        this.tokenizer = tokenizer;
        this.skipSpecial = skipSpecial;
    }

    /** Adds a token and returns the text that it completes, possibly empty. */
    public String append(int id) {
        return decode(tokenizer.bytesOf(id, skipSpecial), false);
    }

    /** Ends the sequence and returns what is left: U+FFFD if it ends within a character, else nothing. */
    public String finish() {
        String rest = decode(new byte[0], true);
        utf8.reset();
        return rest;
    }

    private String decode(byte[] bytes, boolean last) {
        ByteBuffer in = ByteBuffer.allocate(pending.remaining() + bytes.length)
                .put(pending)
                .put(bytes)
                .flip();
        CharBuffer out = CharBuffer.allocate(in.remaining());
        utf8.decode(in, out, last);
        pending.clear().put(in).flip();
        return out.flip().toString();
    }
}
