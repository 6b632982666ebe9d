package io.github.metastone4j.sample;

import static java.util.Objects.requireNonNull;

import dev.langchain4j.model.chat.response.StreamingHandle;
import io.github.metastone4j.ReflectionListener;
import io.github.metastone4j.ReflectionTrajectory;
import io.github.metastone4j.selection.Score;
import io.github.metastone4j.selection.Selection;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Writes what happens in one round into the run's log. Tokens are collected: twenty events a second are enough to watch. */
final class RoundListener implements ReflectionListener {

    private static final long TOKENS_EVERY_MILLIS = 50;

    private final Run run;
    private final RunLog log;
    private final Map<Integer, StringBuilder> unsent = new TreeMap<>();
    private final Map<Integer, Integer> steps = new TreeMap<>();
    private final List<Integer> thought = new ArrayList<>();
    private long sentAt;

    RoundListener(Run run) {
        this.run = run;
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
        log.add(new RunEvent.Step(trajectory, steps.merge(trajectory, 1, Integer::sum) - 1, score, text));
    }

    @Override
    public void onThought(ReflectionTrajectory trajectory) {
        send();
        thought.add(trajectory.index());
        log.add(new RunEvent.Thought(
                trajectory.index(),
                trajectory.score(),
                trajectory.tokens(),
                trajectory.ending().name().toLowerCase(Locale.ROOT).replace('_', '-')));
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
        Map<Integer, Double> scores = new TreeMap<>();
        Iterator<Score> values = selection.scores().iterator();
        thought.stream()
                .sorted()
                .forEach(index -> scores.put(index, values.next().value()));
        double score = requireNonNull(scores.get(selection.index()));
        log.add(new RunEvent.Selected(selection.index(), score, selection.reason(), scores));
    }

    @Override
    public void onAnswer(String text) {
        log.add(new RunEvent.Answer(text));
    }
}
