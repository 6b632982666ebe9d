package io.github.metastone4j.conformance;

import io.github.metastone4j.generation.ThinkTags;
import io.github.metastone4j.kernel.AllowedTokens;
import io.github.metastone4j.kernel.RowInput;
import io.github.metastone4j.kernel.RowOutput;
import io.github.metastone4j.kernel.ScriptedEngine;
import io.github.metastone4j.tokenizer.Tokenizer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Trajectories of two kinds, by the first random number of each. The careful ones read what is asked and answer as
 * {@link ScriptedAssistant} does; their steps score well. The careless ones take every question for another one, and their
 * second step scores badly, though the first scores best of all. So whoever chooses wrongly answers wrongly.
 */
final class ScriptedReasoning implements ScriptedEngine.Script {

    static final String CAREFUL_THOUGHT = "Let me read it again.\n\nNow it is clear what to write.\n\n";
    static final String CARELESS_THOUGHT = "This is about France.\n\nNo need to read it again.\n\n";
    static final String CARELESS_ANSWER = "The capital of France is Paris.";

    private static final double[] CAREFUL_SCORES = {1, 1};
    private static final double[] CARELESS_SCORES = {3, -3};
    private static final double LOG_PROBABILITY = -0.1; // of every token

    private final Supplier<Tokenizer> tokenizer;
    private final Map<IntBuffer, List<Line>> linesByPrompt = new HashMap<>();

    /** All that a trajectory writes, and the logits of its steps' scores. */
    private record Line(String text, int[] tokens, double[] scores) {}

    /** @param tokenizer of the model that is built on this */
    ScriptedReasoning(Supplier<Tokenizer> tokenizer) {
        this.tokenizer = tokenizer;
    }

    @Override
    public RowOutput next(int[] text, RowInput row) {
        int begin = endOfPrompt(text);
        int[] prompt = Arrays.copyOf(text, begin);
        int[] written = Arrays.copyOfRange(text, begin, text.length);
        List<Line> lines = linesByPrompt.computeIfAbsent(IntBuffer.wrap(prompt), unseen -> lines(prompt));
        Line line = written.length == 0
                ? lines.get(row.uniform() < 0.5 ? 0 : 1)
                : lines.stream()
                        .filter(it -> it.tokens[0] == written[0])
                        .findFirst()
                        .orElseThrow();
        int step = (int) IntStream.of(written).filter(this::endsStep).count();
        double score = line.scores[Math.min(step, line.scores.length - 1)];
        return new RowOutput(tokenAfter(written, line, row.allowed()), LOG_PROBABILITY, score);
    }

    /** The template opens the thinking: with the tag and a line break. */
    private int endOfPrompt(int[] text) {
        ThinkTags tags = tokenizer.get().thinkTags();
        int last = text.length - 1;
        while (text[last] != tags.open()) {
            last--;
        }
        return last + 2;
    }

    private List<Line> lines(int[] prompt) {
        Conversation conversation = Conversation.of(tokenizer.get().decode(prompt, false));
        return List.of(
                line(CAREFUL_THOUGHT, ScriptedAssistant.answer(conversation), CAREFUL_SCORES),
                line(CARELESS_THOUGHT, CARELESS_ANSWER, CARELESS_SCORES));
    }

    private Line line(String thought, String answer, double[] scores) {
        String text = thought + "</think>\n\n" + answer + "<|im_end|>";
        return new Line(text, tokenizer.get().encode(text), scores);
    }

    private boolean endsStep(int token) {
        return tokenizer.get().textOf(token).equals(".\n\n");
    }

    private int tokenAfter(int[] written, Line line, AllowedTokens allowed) {
        if (Arrays.equals(written, 0, written.length, line.tokens, 0, written.length)
                && allowed.contains(line.tokens[written.length])) {
            return line.tokens[written.length];
        }
        return tokenAfter(tokenizer.get().decode(written, false), line.text, allowed);
    }

    /** Where what may be drawn was restricted, the text may be cut into other tokens than by the tokenizer. */
    private int tokenAfter(String written, String whole, AllowedTokens allowed) {
        if (!whole.startsWith(written)) {
            throw new IllegalStateException("'" + written + "' is not the beginning of '" + whole + "'");
        }
        String rest = whole.substring(written.length());
        int usual = tokenizer.get().encode(rest)[0];
        return allowed.contains(usual)
                ? usual
                : IntStream.range(0, tokenizer.get().size())
                        .filter(allowed::contains)
                        .filter(token -> !tokenizer.get().textOf(token).isEmpty()
                                && rest.startsWith(tokenizer.get().textOf(token)))
                        .boxed()
                        .max(Comparator.comparing(
                                token -> tokenizer.get().textOf(token).length()))
                        .orElseThrow(
                                () -> new IllegalStateException("none of the allowed tokens begins '" + rest + "'"));
    }
}
