package io.github.metastone4j;

import io.github.metastone4j.chat.DecodingStream;
import io.github.metastone4j.chat.ThinkingSplit;
import io.github.metastone4j.chat.Tokenizer;
import io.github.metastone4j.generation.GenerationListener;
import io.github.metastone4j.generation.GenerationRequest;
import io.github.metastone4j.generation.Step;
import io.github.metastone4j.generation.ThinkTags;
import io.github.metastone4j.generation.Trajectory;
import io.github.metastone4j.generation.TrajectoryChooser;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Candidate;
import io.github.metastone4j.selection.FinalAnswer;
import io.github.metastone4j.selection.Selection;
import io.github.metastone4j.selection.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request's tokens as text, for its listener, its choice and its report. Used on the decode loop's thread. */
final class ReflectionTexts implements GenerationListener, TrajectoryChooser {

    private final Tokenizer tokenizer;
    private final @Nullable ThinkTags think;
    private final boolean openedByPrompt;
    private final ReflectionListener listener;
    private final Aggregator aggregator;
    private final Selector selector;
    private final List<Growing> growing = new ArrayList<>();
    private final DecodingStream answer;
    private boolean answerBegun;
    private @Nullable Selection selection;

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

    ReflectionTexts(
            Tokenizer tokenizer,
            int[] prompt,
            int trajectories,
            ReflectionListener listener,
            Aggregator aggregator,
            Selector selector) {
        this.tokenizer = tokenizer;
        this.think = tokenizer.thinkTags();
        this.openedByPrompt = think != null && think.leftOpenBy(prompt);
        this.listener = listener;
        this.aggregator = aggregator;
        this.selector = selector;
        this.answer = new DecodingStream(tokenizer, true);
        for (int i = 0; i < Math.min(trajectories, GenerationRequest.MAX_TRAJECTORIES); i++) {
            growing.add(new Growing(tokenizer));
        }
    }

    @Override
    public void onToken(int trajectory, int token) {
        Growing row = growing.get(trajectory);
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
        Growing row = growing.get(trajectory);
        listener.onStep(trajectory, text(row.tokens, step), step.score());
    }

    @Override
    public void onThought(Trajectory trajectory) {
        growing.get(trajectory.index()).thinking = false;
        listener.onThought(report(trajectory));
    }

    @Override
    public int choose(List<Trajectory> trajectories) {
        List<Candidate> candidates = new ArrayList<>();
        for (Trajectory trajectory : trajectories) {
            candidates.add(new Candidate(
                    trajectory.index(),
                    trajectory.stepScores(),
                    FinalAnswer.of(tokenizer.decode(trajectory.tokens(), true)),
                    trajectory.logProbability(),
                    trajectory.tokens().length));
        }
        Selection chosen = selector.select(candidates, aggregator);
        selection = chosen;
        return chosen.index();
    }

    @Override
    public void onChosen(int trajectory) {
        listener.onSelected(selection());
    }

    @Override
    public void onAnswerToken(int token) {
        if (isTag(token)) {
            return;
        }
        String text = answer.append(token);
        if (!answerBegun) {
            text = text.stripLeading();
            answerBegun = !text.isEmpty();
        }
        if (!text.isEmpty()) {
            listener.onAnswer(text);
        }
    }

    /** The choice; known once {@link #choose} was called. */
    Selection selection() {
        if (selection == null) {
            throw new IllegalStateException("no trajectory has been chosen yet");
        }
        return selection;
    }

    ReflectionTrajectory report(Trajectory trajectory) {
        int[] tokens = trajectory.tokens();
        int[] thinking = Arrays.copyOf(tokens, trajectory.thinkingLength());
        ThinkingSplit split = ThinkingSplit.of(thinking, think, openedByPrompt, tokenizer);
        List<ReflectionTrajectory.ScoredStep> steps = new ArrayList<>();
        for (Step step : trajectory.steps()) {
            steps.add(new ReflectionTrajectory.ScoredStep(text(tokens, step), step.score()));
        }
        return new ReflectionTrajectory(
                trajectory.index(),
                split.thinking() == null ? split.text() : split.thinking(),
                steps,
                FinalAnswer.of(tokenizer.decode(tokens, true)),
                trajectory.thinkingLength(),
                tokens.length,
                trajectory.logProbability(),
                trajectory.ending());
    }

    private String text(int[] tokens, Step step) {
        int[] part = Arrays.stream(tokens, step.start(), step.end())
                .filter(token -> !isTag(token))
                .toArray();
        return tokenizer.decode(part, true).strip();
    }
}
