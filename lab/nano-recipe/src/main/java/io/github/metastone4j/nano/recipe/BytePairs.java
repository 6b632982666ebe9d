package io.github.metastone4j.nano.recipe;

import io.github.metastone4j.tokenizer.ByteAlphabet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Learns byte-pair merges: again and again the most frequent pair of neighbours becomes one symbol (Sennrich et al., 2016). Ties go
 * to the pair that comes first in the order of its characters, so the outcome depends on nothing but the counts.
 */
final class BytePairs {

    /** Two neighbouring symbols. */
    record Pair(String left, String right) {
        String joined() {
            return left + right;
        }
    }

    private record Word(List<String> symbols, long count) {}

    private static final Comparator<Map.Entry<Pair, Long>> MOST_FREQUENT = Map.Entry.<Pair, Long>comparingByValue()
            .reversed()
            .thenComparing(entry -> entry.getKey().left())
            .thenComparing(entry -> entry.getKey().right());

    private BytePairs() {}

    /** The merges, in the order in which they are learnt, that lead to {@code limit} different symbols, or to whole words before that. */
    static List<Pair> learn(Map<String, Long> wordCounts, int limit) {
        Set<String> symbols = new HashSet<>();
        List<Word> words = new ArrayList<>();
        wordCounts.forEach((word, count) -> words.add(new Word(ByteAlphabet.spell(word), count)));
        List<Pair> merges = new ArrayList<>();
        while (symbols.size() < limit) {
            var best = counts(words).entrySet().stream().min(MOST_FREQUENT);
            if (best.isEmpty()) {
                return merges;
            }
            Pair pair = best.get().getKey();
            merges.add(pair);
            symbols.add(pair.joined());
            words.forEach(word -> merge(pair, word.symbols()));
        }
        return merges;
    }

    private static Map<Pair, Long> counts(List<Word> words) {
        Map<Pair, Long> counts = new HashMap<>();
        for (Word word : words) {
            for (int i = 1; i < word.symbols().size(); i++) {
                counts.merge(new Pair(word.symbols().get(i - 1), word.symbols().get(i)), word.count(), Long::sum);
            }
        }
        return counts;
    }

    private static void merge(Pair pair, List<String> symbols) {
        for (int i = 0; i + 1 < symbols.size(); i++) {
            if (symbols.get(i).equals(pair.left()) && symbols.get(i + 1).equals(pair.right())) {
                symbols.set(i, pair.joined());
                symbols.remove(i + 1);
            }
        }
    }
}
