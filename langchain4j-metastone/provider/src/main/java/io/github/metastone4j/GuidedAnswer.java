package io.github.metastone4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.metastone4j.chat.ToolCallGuide;
import io.github.metastone4j.generation.AnswerRule;
import io.github.metastone4j.kernel.AllowedTokens;
import io.github.metastone4j.tokenizer.Tokenizer;
import java.nio.IntBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers that begin with one of several texts, if there are any to begin with, whose calls are well-formed, and that end
 * before one of several other texts.
 *
 * <p>Openings are held as a trie of their tokens, so that the model chooses among them token by token. Only their usual
 * tokens are allowed: a model that would not call by itself has no say in how the opening is spelled.
 */
final class GuidedAnswer implements AnswerRule {

    /** Models like to put an empty line between thinking and answer. */
    private static final String GAP = "\n\n";

    /** Answers whose places are kept: at least one for each row that decodes, or each token costs the whole answer. */
    private static final int KEPT = 256;

    private final Tokenizer tokenizer;
    private final Node openings = new Node();
    private final @Nullable ToolCallGuide calls;
    private final List<String> stopSequences;
    private final int longestStop; // in bytes, and so in tokens at most

    /** How far the latest answers have come; to be found again with one token more. */
    private final Map<IntBuffer, ToolCallGuide.Place> places = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<IntBuffer, ToolCallGuide.Place> eldest) {
            return size() > KEPT;
        }
    };

    private static final class Node {
        final TreeMap<Integer, Node> next = new TreeMap<>();
        boolean open; // an opening ends here
    }

    /**
     * The rule for these openings and stop sequences, either of which may be none.
     *
     * @param calls guides calls; null if there are no tools
     */
    static AnswerRule of(
            List<String> openings, List<String> stopSequences, Tokenizer tokenizer, @Nullable ToolCallGuide calls) {
        return openings.isEmpty() && stopSequences.isEmpty() && calls == null
                ? AnswerRule.FREE
                : new GuidedAnswer(openings, stopSequences, tokenizer, calls);
    }

    private GuidedAnswer(
            List<String> openings, List<String> stopSequences, Tokenizer tokenizer, @Nullable ToolCallGuide calls) {
        this.tokenizer = tokenizer;
        this.calls = calls;
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
    public AllowedTokens allowedAfter(IntBuffer answer) {
        Node opening = openingAfter(answer);
        if (opening != null) {
            return AllowedTokens.only(
                    opening.next.keySet().stream().mapToInt(Integer::intValue).toArray());
        }
        return calls == null ? AllowedTokens.ALL : calls.allowed(placeAfter(answer, calls));
    }

    /** Where an answer stands that is still within an opening; null once it is complete, or cannot become one. */
    private @Nullable Node openingAfter(IntBuffer answer) {
        Node node = openings;
        for (int i = 0; i < answer.limit() && !node.open; i++) {
            Node next = node.next.get(answer.get(i));
            if (next == null) {
                return null;
            }
            node = next;
        }
        return node.open || node.next.isEmpty() ? null : node;
    }

    private ToolCallGuide.Place placeAfter(IntBuffer answer, ToolCallGuide guide) {
        int length = answer.limit();
        ToolCallGuide.Place known = places.get(answer);
        if (known != null) {
            return known;
        }
        ToolCallGuide.Place before = length == 0 ? null : places.get(answer.slice(0, length - 1));
        ToolCallGuide.Place place = guide.start();
        if (before != null) {
            place = guide.after(before, answer.get(length - 1));
        } else {
            for (int i = 0; i < length; i++) {
                place = guide.after(place, answer.get(i));
            }
        }
        int[] copy = new int[length];
        answer.get(0, copy);
        places.put(IntBuffer.wrap(copy), place);
        return place;
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
