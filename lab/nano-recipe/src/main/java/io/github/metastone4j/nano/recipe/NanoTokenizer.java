package io.github.metastone4j.nano.recipe;

import io.github.metastone4j.tokenizer.ByteAlphabet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * The tokenizer of the small model: byte-level byte pairs learnt from the problems themselves, written in Hugging Face's format.
 * Any text can be encoded, each digit is a token of its own, and so is the {@code ".\n\n"} that ends a step.
 */
public final class NanoTokenizer {

    /** The seed of the tokenizer that is shipped. */
    public static final long SEED = 20_260_101;

    /**
     * Where words begin and end, as in Qwen2. Merges never cross these borders, so digits stay apart. The same expression is
     * used here, by Java, and in the file, by the library that reads it.
     */
    static final String WORD = "(?i:'s|'t|'re|'ve|'m|'ll|'d)| ?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
            + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    static final List<String> SPECIAL = List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>");
    static final List<String> TAGS =
            List.of("<think>", "</think>", "<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>");

    private static final int SIZE = 1280; // a multiple of 64, so that no row of the embedding is wasted
    private static final int SAMPLED_EXAMPLES = 30_000;

    private final List<BytePairs.Pair> merges;
    private final List<String> symbols;

    private NanoTokenizer(List<BytePairs.Pair> merges) {
        Set<String> distinct = new LinkedHashSet<>(ByteAlphabet.symbols());
        merges.forEach(merge -> distinct.add(merge.joined()));
        this.merges = List.copyOf(merges);
        this.symbols = List.copyOf(distinct);
    }

    /** Learns from a sample of training examples; the same seed gives the same tokenizer. */
    public static NanoTokenizer learn(long seed) {
        NanoProblems problems = NanoProblems.training(seed);
        SplittableRandom random = new SplittableRandom(seed);
        Pattern word = Pattern.compile(WORD);
        Map<String, Long> counts = new HashMap<>();
        for (int i = 0; i < SAMPLED_EXAMPLES; i++) {
            NanoExample example = NanoExample.of(problems.next(), random);
            for (String text : betweenAdded(example.prompt() + example.completion())) {
                word.matcher(text).results().forEach(match -> counts.merge(match.group(), 1L, Long::sum));
            }
        }
        int learnt =
                SIZE - SPECIAL.size() - TAGS.size() - ByteAlphabet.symbols().size();
        return new NanoTokenizer(BytePairs.learn(counts, learnt));
    }

    /** Added tokens are cut out of a text before anything else is done with it. */
    private static String[] betweenAdded(String text) {
        return text.split("<\\|?/?\\w+\\|?>", -1);
    }

    /** The number of tokens, added ones included. */
    public int size() {
        return symbols.size() + SPECIAL.size() + TAGS.size();
    }

    /** The learnt merges, first to last. */
    List<BytePairs.Pair> merges() {
        return merges;
    }

    /** The bytes and what was learnt, in the order of their ids; the added tokens follow. */
    List<String> symbols() {
        return symbols;
    }

    /** The special tokens and the tags, in the order of their ids, the first of which is the number of {@link #symbols()}. */
    static List<String> added() {
        List<String> added = new ArrayList<>(SPECIAL);
        added.addAll(TAGS);
        return added;
    }

    /** Writes {@code tokenizer.json}, {@code tokenizer_config.json} and {@code generation_config.json} into a folder. */
    public void write(Path folder) throws IOException {
        new TokenizerFiles(this).write(folder);
    }

    /** Writes the shipped files anew into the folder that is named. */
    public static void main(String[] arguments) throws IOException {
        learn(SEED).write(Path.of(arguments[0]));
    }
}
