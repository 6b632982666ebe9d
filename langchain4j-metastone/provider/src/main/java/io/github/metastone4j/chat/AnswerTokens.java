package io.github.metastone4j.chat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.metastone4j.generation.ThinkTags;
import io.github.metastone4j.tokenizer.Tokenizer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that add to an answer's text, in the order of their bytes, so that those with a common beginning are
 * neighbours. Immutable.
 */
final class AnswerTokens {

    /** Reads text byte by byte. */
    interface Reader {

        /**
         * A reader for what follows a byte, or null if it does not fit.
         *
         * @param b 0 to 255
         */
        @Nullable
        Reader read(int b);
    }

    private static final Set<String> CALL_TAGS = Set.of(ToolCallFormat.OPEN_TAG, ToolCallFormat.CLOSE_TAG);

    private final byte[][] bytes; // by id; none for a token without text
    private final int[] all;
    private final int[] unlikePlain;
    private final int[] withTagEnd;
    private final int[] withTagEndOrQuote;
    private final BitSet plain;

    /** @param bytes of each token's text, by id; empty for those without, such as an end of turn */
    AnswerTokens(byte[][] bytes) {
        this.bytes = bytes;
        this.all = IntStream.range(0, bytes.length)
                .filter(id -> bytes[id].length > 0)
                .boxed()
                .sorted((left, right) -> Arrays.compareUnsigned(bytes[left], bytes[right]))
                .mapToInt(Integer::intValue)
                .toArray();
        this.plain = new BitSet(bytes.length);
        Arrays.stream(all).filter(id -> isPlain(bytes[id])).forEach(plain::set);
        this.unlikePlain = those(id -> !plain.get(id));
        this.withTagEnd = those(id -> contains(id, '>'));
        this.withTagEndOrQuote = those(id -> contains(id, '>') || contains(id, '"'));
    }

    /** Those of a vocabulary. */
    static AnswerTokens of(Tokenizer tokenizer) {
        return new AnswerTokens(IntStream.range(0, tokenizer.size())
                .mapToObj(id -> isText(id, tokenizer) ? tokenizer.bytesOf(id) : new byte[0])
                .toArray(byte[][]::new));
    }

    /**
     * Whether a token is part of an answer's text. Special tokens and think tags are not; but some vocabularies mark the
     * tags of tool calls as special, and those are text like the call between them.
     */
    static boolean isText(int id, Tokenizer tokenizer) {
        ThinkTags think = tokenizer.thinkTags();
        if (think != null && (id == think.open() || id == think.close())) {
            return false;
        }
        return !tokenizer.isSpecial(id) || CALL_TAGS.contains(tokenizer.textOf(id));
    }

    private int[] those(IntPredicate condition) {
        return Arrays.stream(all).filter(condition).toArray();
    }

    private boolean contains(int id, char wanted) {
        for (byte b : bytes[id]) {
            if (b == wanted) {
                return true;
            }
        }
        return false;
    }

    /** Whether a token may stand between any two characters of a JSON string: whole characters that need no escape. */
    private static boolean isPlain(byte[] token) {
        for (byte b : token) {
            if (b == '"' || b == '\\' || (b >= 0 && b < ' ')) {
                return false;
            }
        }
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(token));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** The bytes that a token adds to an answer; none if it adds nothing. */
    byte[] bytesOf(int id) {
        return id >= 0 && id < bytes.length ? bytes[id] : new byte[0];
    }

    /** The tokens that a reader takes. */
    BitSet taken(Reader reader) {
        BitSet taken = new BitSet(bytes.length);
        walk(all, reader, taken);
        return taken;
    }

    /** The tokens that a reader takes that takes all plain text. */
    BitSet takenWithinString(Reader reader) {
        BitSet taken = (BitSet) plain.clone();
        walk(unlikePlain, reader, taken);
        return taken;
    }

    /**
     * The tokens that a reader refuses which takes whatever does not end a tag nor, if quotes count, has a quote in it.
     */
    BitSet refused(Reader reader, boolean quotesCount) {
        int[] candidates = quotesCount ? withTagEndOrQuote : withTagEnd;
        BitSet taken = new BitSet(bytes.length);
        walk(candidates, reader, taken);
        BitSet refused = new BitSet(bytes.length);
        Arrays.stream(candidates).forEach(refused::set);
        refused.andNot(taken);
        return refused;
    }

    private void walk(int[] tokens, Reader reader, BitSet taken) {
        walk(tokens, 0, tokens.length, 0, reader, taken);
    }

    /** Reads on with those tokens, from one place to another, that have the first so many bytes in common. */
    private void walk(int[] tokens, int from, int to, int depth, Reader reader, BitSet taken) {
        int next = from;
        while (next < to && bytes[tokens[next]].length == depth) {
            taken.set(tokens[next++]);
        }
        while (next < to) {
            int b = bytes[tokens[next]][depth] & 0xFF;
            int end = end(tokens, next, to, depth, b);
            Reader behind = reader.read(b);
            if (behind != null) {
                walk(tokens, next, end, depth + 1, behind, taken);
            }
            next = end;
        }
    }

    /** Where the tokens end that have this byte at this depth. */
    private int end(int[] tokens, int from, int to, int depth, int b) {
        int same = from;
        int other = to;
        while (other - same > 1) {
            int middle = (same + other) >>> 1;
            if ((bytes[tokens[middle]][depth] & 0xFF) == b) {
                same = middle;
            } else {
                other = middle;
            }
        }
        return other;
    }
}
