package io.github.metastone4j.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.github.metastone4j.generation.ThinkTags;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint's vocabulary: text to token ids and back, as {@code tokenizer.json} defines them.
 *
 * <p>Encoding is Hugging Face's own library; decoding is done here, byte by byte, because a byte-level vocabulary says
 * for every token which bytes it stands for. Nothing is added or cut: no template, no special tokens, no padding, no
 * truncation. Control tokens spelled out in the text ({@code <|im_end|>}) are recognised, unless {@link #quoting quoted}.
 *
 * <p>Safe for use by several threads.
 */
public final class Tokenizer implements AutoCloseable {

    /**
     * Where {@link #quoting} cuts a control token's spelling in two; {@link #encode} encodes what lies on each side apart
     * and drops the mark. It is a code point that Unicode reserves for such internal use.
     */
    private static final String BORDER = "\uFDD0";

    private static final Pattern BORDERS = Pattern.compile(BORDER);
    private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");

    private static final byte[] NO_BYTES = {};

    private final HuggingFaceTokenizer encoder;
    private final Map<String, Integer> ids;
    private final byte[][] bytes;
    private final BitSet special;
    private final List<String> controlTokens;
    private @Nullable List<String> texts;

    private Tokenizer(HuggingFaceTokenizer encoder, TokenizerFile file) {
        this.encoder = encoder;
        this.ids = new HashMap<>(file.vocabulary());
        this.special = new BitSet();
        for (TokenizerFile.AddedToken token : file.addedTokens()) {
            ids.put(token.content(), token.id());
            special.set(token.id(), token.special());
        }
        int highest = ids.values().stream().mapToInt(Integer::intValue).max().orElse(-1);
        this.bytes = new byte[highest + 1][];
        Arrays.fill(bytes, NO_BYTES);
        ids.forEach((token, id) -> bytes[id] = ByteAlphabet.bytes(token));
        this.controlTokens = controlTokens(file.addedTokens());
    }

    /**
     * Opens the tokenizer of a checkpoint.
     *
     * @param folder a Hugging Face checkpoint folder, which holds {@code tokenizer.json}
     * @throws TokenizerException if the file is missing, damaged or not byte-level
     */
    public static Tokenizer load(Path folder) {
        Path path = folder.resolve("tokenizer.json");
        TokenizerFile file = TokenizerFile.read(path);
        preferBundledLibrary();
        Map<String, String> options = Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "false");
        try (InputStream json = Files.newInputStream(path)) {
            return new Tokenizer(HuggingFaceTokenizer.newInstance(json, options), file);
        } catch (IOException | RuntimeException | LinkageError e) {
            throw new TokenizerException(path + " cannot be opened as a tokenizer: " + e.getMessage(), e);
        }
    }

    /**
     * The token ids of a text.
     *
     * <p>Half a surrogate pair, which is no character, is encoded as U+FFFD.
     */
    public int[] encode(String text) {
        return BORDERS.splitAsStream(text)
                .flatMapToInt(part -> Arrays.stream(encodePart(part)).mapToInt(Math::toIntExact))
                .toArray();
    }

    /**
     * Marks texts so that {@link #encode} finds no control token in them: what a user types stays text.
     *
     * <p>Every spelling of a special or angle-bracketed added token ({@code <|im_start|>}, {@code <think>},
     * {@code <｜User｜>}), and of the given tags, is cut behind its first character by an invisible mark. The spelling is
     * encoded as ordinary text and decodes to what was written. A text without such a spelling is returned as it is, so
     * its tokens are the usual ones.
     *
     * @param tags that prompts have for a purpose, whether or not this vocabulary has tokens for them; not empty texts
     */
    public UnaryOperator<String> quoting(List<String> tags) {
        List<String> spellings =
                Stream.concat(tags.stream(), controlTokens.stream()).toList();
        if (spellings.isEmpty()) {
            return UnaryOperator.identity();
        }
        Pattern beginnings = beginnings(spellings);
        return content -> beginnings.matcher(content).replaceAll("$0" + BORDER);
    }

    /**
     * The text of a token sequence. Bytes that are not UTF-8, such as half a character at the end, become U+FFFD; ids
     * that the vocabulary does not have (a model's embedding may be padded) have no text.
     *
     * @param skipSpecial whether special tokens, such as an end of turn, are left out
     */
    public String decode(int[] ids, boolean skipSpecial) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(4 * ids.length);
        for (int id : ids) {
            out.writeBytes(bytesOf(id, skipSpecial));
        }
        return out.toString(UTF_8);
    }

    /** The number of ids, the highest one plus one. A model's embedding may have more rows. */
    public int size() {
        return bytes.length;
    }

    /** The id of a token in the spelling of {@code tokenizer.json} ({@code "<think>"}, {@code "Ġthe"}), or null. */
    public @Nullable Integer idOf(String token) {
        return ids.get(token);
    }

    /** The tags between which models with this vocabulary think, or null if it doesn't have both as single tokens. */
    public @Nullable ThinkTags thinkTags() {
        Integer open = idOf("<think>");
        Integer close = idOf("</think>");
        return open == null || close == null ? null : new ThinkTags(open, close);
    }

    /** The text of one token alone. A token that is part of a character has U+FFFD in it. */
    public String textOf(int id) {
        return new String(bytesOf(id, false), UTF_8);
    }

    /** The text of each token alone, by id; made at the first call. */
    public synchronized List<String> vocabularyTexts() {
        if (texts == null) {
            texts = Arrays.stream(bytes).map(token -> new String(token, UTF_8)).toList();
        }
        return texts;
    }

    /** Frees the native encoder; decoding goes on working. */
    @Override
    public void close() {
        synchronized (encoder) {
            encoder.close();
        }
    }

    /** The bytes of one token alone, a copy; none for an id that the vocabulary does not have. */
    public byte[] bytesOf(int id) {
        return bytesOf(id, false).clone();
    }

    byte[] bytesOf(int id, boolean skipSpecial) {
        return id < 0 || id >= bytes.length || (skipSpecial && special.get(id)) ? NO_BYTES : bytes[id];
    }

    /** Whether a token controls the model, such as an end of turn, and is not part of a text. */
    public boolean isSpecial(int id) {
        return id >= 0 && special.get(id);
    }

    // The lock is held against close(): the native code does not notice that its tokenizer has been freed.
    private long[] encodePart(String part) {
        String valid = LONE_SURROGATE.matcher(part).replaceAll("\uFFFD");
        synchronized (encoder) {
            return encoder.encode(valid, false, false).getIds();
        }
    }

    private static List<String> controlTokens(List<TokenizerFile.AddedToken> addedTokens) {
        return addedTokens.stream()
                .filter(token -> token.special()
                        || (token.content().startsWith("<") && token.content().endsWith(">")))
                .map(TokenizerFile.AddedToken::content)
                .filter(spelling -> spelling.codePointCount(0, spelling.length()) > 1)
                .toList();
    }

    /** Matches the first character of each spelling; overlapping spellings are each found. */
    private static Pattern beginnings(List<String> spellings) {
        // Most have the same first character: looking for it alone first keeps long texts cheap.
        String first = spellings.stream()
                .map(spelling -> Pattern.quote(Character.toString(spelling.codePointAt(0))))
                .distinct()
                .collect(joining("|"));
        String whole = spellings.stream().map(Pattern::quote).collect(joining("|"));
        return Pattern.compile("(?=" + first + ")(?=" + whole + ").", Pattern.DOTALL);
    }

    /**
     * On a host with a GPU the library would be downloaded in a CUDA build, which gains nothing here; and in one cloud it
     * would report the machine to its makers.
     */
    private static void preferBundledLibrary() {
        setUnlessSet("RUST_FLAVOR", "cpu");
        setUnlessSet("OPT_OUT_TRACKING", "true");
    }

    private static void setUnlessSet(String name, String value) {
        if (System.getenv(name) == null && System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }
}
