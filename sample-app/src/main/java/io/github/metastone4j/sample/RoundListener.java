package io.github.metastone4j.sample;

import static java.util.Objects.requireNonNull;

import dev.langchain4j.model.chat.response.StreamingHandle;
import io.github.metastone4j.ReflectionListener;
import io.github.metastone4j.ReflectionTrajectory;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Score;
import io.github.metastone4j.selection.Selection;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes what happens in one round into the run's log. Tokens are collected: twenty events a second are enough to watch. */
final class RoundListener implements ReflectionListener {

    private static final long TOKENS_EVERY_MILLIS = 50;

    private final Run run;
    private final RunLog log;
    private final Map<Integer, StringBuilder> unsent = new TreeMap<>();
    private final Aggregator aggregator;
    private final Map<Integer, List<Double>> scores = new TreeMap<>(); // of each trajectory's steps
    private final List<Integer> thought = new ArrayList<>();
    private long sentAt;

    /** @param aggregator what makes one score of a trajectory's step scores; null is the reference */
    RoundListener(Run run, @Nullable Aggregator aggregator) {
        this.run = run;
        this.aggregator = aggregator == null ? Aggregator.GEOMETRIC_MEAN : aggregator;
        this.log = run.log();
        this.sentAt = log.millis();
    }

    @Override
    public void onBegin(StreamingHandle handle) {
        run.onBegin(handle);
    }

    @Override
    public void onThinking(int trajectory, String text) {
        unsent.computeIfAbsent(trajectory, unseen -> new StringBuilder()).append(text);
        if (log.millis() - sentAt >= TOKENS_EVERY_MILLIS) {
            send();
        }
    }

    /** Tells the tokens that were collected. */
    private void send() {
        if (!unsent.isEmpty()) {
            Map<Integer, String> texts = new TreeMap<>();
            unsent.forEach((trajectory, text) -> texts.put(trajectory, text.toString()));
            unsent.clear();
            log.add(new RunEvent.Tokens(texts));
        }
        sentAt = log.millis();
    }

    @Override
    public void onStep(int trajectory, String text, double score) {
        unsent.remove(trajectory); // the step has all of its text
        List<Double> own = scores.computeIfAbsent(trajectory, unseen -> new ArrayList<>());
        own.add(score);
        log.add(new RunEvent.Step(trajectory, own.size() - 1, score, text, aggregator.aggregate(own)));
    }

    @Override
    public void onForked(int from, int trajectory) {
        send();
        scores.put(trajectory, new ArrayList<>(scores.getOrDefault(from, List.of())));
        log.add(new RunEvent.Forked(from, trajectory));
    }

    @Override
    public void onThought(ReflectionTrajectory trajectory) {
        send();
        thought.add(trajectory.index());
        log.add(new RunEvent.Thought(
                trajectory.index(),
                trajectory.score(),
                trajectory.tokens(),
                trajectory.ending().name().toLowerCase(Locale.ROOT)));
    }

    @Override
    public void onStopped(ReflectionTrajectory trajectory) {
        send();
        log.add(new RunEvent.Stopped(trajectory.index(), trajectory.score(), trajectory.tokens()));
    }

    /** Its scores are of those that have thought, by index. */
    @Override
    public void onSelected(Selection selection) {
        send();
        Map<Integer, Double> competed = new TreeMap<>();
        Iterator<Score> values = selection.scores().iterator();
        thought.stream()
                .sorted()
                .forEach(index -> competed.put(index, values.next().value()));
        double score = requireNonNull(competed.get(selection.index()));
        log.add(new RunEvent.Selected(selection.index(), score, selection.reason(), competed));
    }

    @Override
    public void onAnswer(String text) {
        log.add(new RunEvent.Answer(text));
    }
}
