package io.github.metastone4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.metastone4j.chat.Tokenizer;
import io.github.metastone4j.generation.AnswerRule;
import io.github.metastone4j.kernel.RowInput;
import java.nio.IntBuffer;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers that begin with one of several texts, if there are any to begin with, and end before one of several others.
 *
 * <p>Openings are held as a trie of their tokens, so that the model chooses among them token by token.
 */
final class GuidedAnswer implements AnswerRule {

    /** Models like to put an empty line between thinking and answer. */
    private static final String GAP = "\n\n";

    private final Tokenizer tokenizer;
    private final Node openings = new Node();
    private final List<String> stopSequences;
    private final int longestStop; // in bytes, and so in tokens at most

    private static final class Node {
        final TreeMap<Integer, Node> next = new TreeMap<>();
        boolean open; // an opening ends here
    }

    /** The rule for these openings and stop sequences, either of which may be none. */
    static AnswerRule of(List<String> openings, List<String> stopSequences, Tokenizer tokenizer) {
        return openings.isEmpty() && stopSequences.isEmpty()
                ? AnswerRule.FREE
                : new GuidedAnswer(openings, stopSequences, tokenizer);
    }

    private GuidedAnswer(List<String> openings, List<String> stopSequences, Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
        this.stopSequences = stopSequences;
        this.longestStop = stopSequences.stream()
                .mapToInt(stop -> stop.getBytes(UTF_8).length)
                .max()
                .orElse(0);
        for (String opening : openings) {
            add(tokenizer.encode(opening));
            add(tokenizer.encode(GAP + opening));
        }
    }

    private void add(int[] tokens) {
        Node node = openings;
        for (int token : tokens) {
            node = node.next.computeIfAbsent(token, unseen -> new Node());
        }
        node.open = true;
    }

    @Override
    public int[] allowedAfter(IntBuffer answer) {
        @Nullable Node node = openings;
        for (int i = 0; i < answer.limit() && !node.open; i++) {
            node = node.next.get(answer.get(i));
            if (node == null) {
                return RowInput.ANY;
            }
        }
        return node.open
                ? RowInput.ANY
                : node.next.keySet().stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public boolean endsWith(IntBuffer answer) {
        if (stopSequences.isEmpty()) {
            return false;
        }
        // Looked for after every token, a stop sequence can only end with the last.
        int[] tail = new int[Math.min(answer.limit(), longestStop + 1)];
        answer.get(answer.limit() - tail.length, tail);
        String text = tokenizer.decode(tail, false);
        return stopSequences.stream().anyMatch(text::contains);
    }
}
