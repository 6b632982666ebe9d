package io.github.metastone4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.metastone4j.chat.ToolCallGuide;
import io.github.metastone4j.generation.AnswerRule;
import io.github.metastone4j.kernel.AllowedTokens;
import io.github.metastone4j.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;
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

    private final @Nullable Node opening; // as far as it is written; null once it is complete, or cannot become one
    private final @Nullable Calls calls; // null if there are no tools
    private final @Nullable Tail tail; // null if there are no stop sequences

    /** A place in the trie of openings. */
    private static final class Node {
        final TreeMap<Integer, Node> next = new TreeMap<>();
        boolean open; // an opening ends here

        void add(int[] tokens) {
            Node node = this;
            for (int token : tokens) {
                node = node.next.computeIfAbsent(token, unseen -> new Node());
            }
            node.open = true;
        }

        /** This, if it has to go on. */
        @Nullable
        Node unlessOver() {
            return open || next.isEmpty() ? null : this;
        }

        @Nullable
        Node after(int token) {
            Node longer = next.get(token);
            return longer == null ? null : longer.unlessOver();
        }
    }

    /** How far the answer has come as something that may call tools. */
    private record Calls(ToolCallGuide guide, ToolCallGuide.Place place) {

        AllowedTokens allowed() {
            return guide.allowed(place);
        }

        Calls after(int token) {
            return new Calls(guide, guide.after(place, token));
        }
    }

    /**
     * The end of the answer, in which a stop sequence may stand.
     *
     * @param longest stop sequence's bytes, and so its tokens at most
     * @param tokens the answer's last: as many as the longest stop sequence may have, and one
     */
    private record Tail(Tokenizer tokenizer, List<String> stopSequences, int longest, int[] tokens) {

        static Tail of(List<String> stopSequences, Tokenizer tokenizer) {
            int longest = stopSequences.stream()
                    .mapToInt(stop -> stop.getBytes(UTF_8).length)
                    .max()
                    .orElse(0);
            return new Tail(tokenizer, stopSequences, longest, new int[0]);
        }

        /** Looked for after every token, a stop sequence can only end with the last. */
        boolean hasStopSequence() {
            String text = tokenizer.decode(tokens, false);
            return stopSequences.stream().anyMatch(text::contains);
        }

        Tail after(int token) {
            int[] next = Arrays.copyOfRange(tokens, tokens.length > longest ? 1 : 0, tokens.length + 1);
            next[next.length - 1] = token;
            return new Tail(tokenizer, stopSequences, longest, next);
        }
    }

    /**
     * The rule for these openings and stop sequences, either of which may be none.
     *
     * @param calls guides calls; null if there are no tools
     */
    static AnswerRule of(
            List<String> openings, List<String> stopSequences, Tokenizer tokenizer, @Nullable ToolCallGuide calls) {
        if (openings.isEmpty() && stopSequences.isEmpty() && calls == null) {
            return AnswerRule.FREE;
        }
        var trie = new Node();
        for (String opening : openings) {
            trie.add(tokenizer.encode(opening));
            trie.add(tokenizer.encode(GAP + opening));
        }
        return new GuidedAnswer(
                trie.unlessOver(),
                calls == null ? null : new Calls(calls, calls.start()),
                stopSequences.isEmpty() ? null : Tail.of(stopSequences, tokenizer));
    }

    private GuidedAnswer(@Nullable Node opening, @Nullable Calls calls, @Nullable Tail tail) {
        this.opening = opening;
        this.calls = calls;
        this.tail = tail;
    }

    @Override
    public AllowedTokens allowed() {
        if (opening != null) {
            return AllowedTokens.only(
                    opening.next.keySet().stream().mapToInt(Integer::intValue).toArray());
        }
        return calls == null ? AllowedTokens.ALL : calls.allowed();
    }

    @Override
    public boolean isOver() {
        return tail != null && tail.hasStopSequence();
    }

    @Override
    public AnswerRule after(int token) {
        return new GuidedAnswer(
                opening == null ? null : opening.after(token),
                calls == null ? null : calls.after(token),
                tail == null ? null : tail.after(token));
    }
}
