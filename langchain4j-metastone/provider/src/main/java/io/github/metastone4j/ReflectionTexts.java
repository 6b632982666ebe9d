package io.github.metastone4j;

import io.github.metastone4j.chat.Answer;
import io.github.metastone4j.chat.AnswerReader;
import io.github.metastone4j.chat.ThinkingSplit;
import io.github.metastone4j.generation.GenerationListener;
import io.github.metastone4j.generation.Step;
import io.github.metastone4j.generation.ThinkTags;
import io.github.metastone4j.generation.Trajectory;
import io.github.metastone4j.selection.FinalAnswer;
import io.github.metastone4j.tokenizer.DecodingStream;
import io.github.metastone4j.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request's tokens as text, for its listener, its answer and its report. For one thread. */
final class ReflectionTexts implements GenerationListener {

    private final Tokenizer tokenizer;
    private final @Nullable ThinkTags think;
    private final boolean openedByPrompt;
    private final ReflectionListener listener;
    private final ReflectionChooser chooser;
    private final AnswerReader answer;
    private final Map<Integer, Growing> growing = new HashMap<>();

    /** A trajectory's tokens so far. */
    private static final class Growing {
        final DecodingStream stream;
        int[] tokens = new int[64];
        int length;
        boolean thinking = true;

        Growing(Tokenizer tokenizer) {
            stream = new DecodingStream(tokenizer, true);
        }

        void add(int token) {
            if (length == tokens.length) {
                tokens = Arrays.copyOf(tokens, 2 * length);
            }
            tokens[length++] = token;
        }
    }

    /** @param answer reads the winner's answer */
    ReflectionTexts(
            Tokenizer tokenizer,
            boolean openedByPrompt,
            ReflectionListener listener,
            ReflectionChooser chooser,
            AnswerReader answer) {
        this.tokenizer = tokenizer;
        this.think = tokenizer.thinkTags();
        this.openedByPrompt = openedByPrompt;
        this.listener = listener;
        this.chooser = chooser;
        this.answer = answer;
    }

    private Growing growing(int trajectory) {
        return growing.computeIfAbsent(trajectory, unseen -> new Growing(tokenizer));
    }

    void begin(ReflectionRun run) {
        listener.onBegin(run);
    }

    @Override
    public void onToken(int trajectory, int token) {
        Growing row = growing(trajectory);
        row.add(token);
        if (row.thinking && !isTag(token)) {
            String text = row.stream.append(token);
            if (!text.isEmpty()) {
                listener.onThinking(trajectory, text);
            }
        }
    }

    private boolean isTag(int token) {
        return think != null && (token == think.open() || token == think.close());
    }

    @Override
    public void onStep(int trajectory, Step step) {
        listener.onStep(trajectory, text(growing(trajectory).tokens, step), step.score());
    }

    @Override
    public void onThought(Trajectory trajectory) {
        Growing row = growing(trajectory.index());
        String rest = row.stream.finish();
        if (row.thinking && !rest.isEmpty()) {
            listener.onThinking(trajectory.index(), rest);
        }
        row.thinking = false;
        listener.onThought(report(trajectory));
    }

    @Override
    public void onForked(int from, int trajectory) {
        Growing row = growing(trajectory);
        Growing other = growing(from);
        for (int i = 0; i < other.length; i++) {
            row.add(other.tokens[i]);
            if (!isTag(other.tokens[i])) {
                row.stream.append(other.tokens[i]);
            }
        }
        listener.onForked(from, trajectory);
    }

    @Override
    public void onStopped(Trajectory trajectory) {
        growing(trajectory.index()).thinking = false;
        listener.onStopped(report(trajectory));
    }

    @Override
    public void onChosen(int trajectory) {
        listener.onSelected(chooser.selection());
    }

    @Override
    public void onAnswerToken(int token) {
        answer.append(token);
    }

    /** The whole answer, after its last token. */
    Answer answer() {
        return answer.finish();
    }

    ReflectionTrajectory report(Trajectory trajectory) {
        int[] tokens = trajectory.tokens();
        int[] thinking = Arrays.copyOf(tokens, trajectory.thinkingLength());
        ThinkingSplit split = ThinkingSplit.of(thinking, think, openedByPrompt, tokenizer);
        return new ReflectionTrajectory(
                trajectory.index(),
                fork(trajectory.fork()),
                split.thinking() == null ? split.text() : split.thinking(),
                trajectory.steps().stream()
                        .map(step -> new ReflectionTrajectory.ScoredStep(text(tokens, step), step.score()))
                        .toList(),
                chooser.score(trajectory),
                FinalAnswer.of(tokenizer.decode(tokens, true)),
                trajectory.tokensBeforeAnswer(think),
                tokens.length,
                trajectory.logProbability(),
                ending(trajectory));
    }

    private static ReflectionTrajectory.@Nullable Fork fork(Trajectory.@Nullable Fork fork) {
        return fork == null ? null : new ReflectionTrajectory.Fork(fork.from(), fork.tokens());
    }

    private static ReflectionTrajectory.Ending ending(Trajectory trajectory) {
        return switch (trajectory.ending()) {
            case CLOSED -> ReflectionTrajectory.Ending.CLOSED;
            case BUDGET -> ReflectionTrajectory.Ending.BUDGET;
            case END_OF_TEXT -> ReflectionTrajectory.Ending.END_OF_TEXT;
            case STOPPED -> ReflectionTrajectory.Ending.STOPPED;
            case OPEN ->
                throw new IllegalStateException(
                        "trajectory " + trajectory.index() + " still thinks; it is reported once it has thought");
        };
    }

    private String text(int[] tokens, Step step) {
        int[] part = Arrays.stream(tokens, step.start(), step.end())
                .filter(token -> !isTag(token))
                .toArray();
        return tokenizer.decode(part, true).strip();
    }
}
