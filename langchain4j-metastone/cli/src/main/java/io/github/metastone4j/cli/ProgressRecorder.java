package io.github.metastone4j.cli;

import io.github.metastone4j.ReflectionListener;
import io.github.metastone4j.ReflectionTrajectory;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Selection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records what a request reports, for the thread that draws it. It is called by the thread that waits for the request, and what it has
 * not taken waits in memory: so nothing is drawn here, and of every text only the end is kept.
 */
final class ProgressRecorder implements ReflectionListener {

    /** Characters of a trajectory's text that are kept: more than a line shows. */
    private static final int TAIL = 512;

    private final Aggregator aggregator;
    private final List<Growing> growing = new ArrayList<>();
    private final List<ReflectionTrajectory> thought = new ArrayList<>();
    private final StringBuilder answer = new StringBuilder();
    private @Nullable Selection selection;

    private static final class Growing {
        final StringBuilder text = new StringBuilder();
        final List<Double> scores = new ArrayList<>();

        @Nullable
        String conclusion;

        boolean stopped;
    }

    /** @param trajectories that begin together; others come as they are told of */
    ProgressRecorder(int trajectories, Aggregator aggregator) {
        this.aggregator = aggregator;
        at(trajectories - 1);
    }

    /** A trajectory, and all before it: where a wave begins, any of it may be heard of first. */
    private Growing at(int trajectory) {
        while (growing.size() <= trajectory) {
            growing.add(new Growing());
        }
        return growing.get(trajectory);
    }

    @Override
    public synchronized void onThinking(int trajectory, String text) {
        StringBuilder tail = at(trajectory).text.append(text);
        if (tail.length() > 2 * TAIL) {
            tail.delete(0, tail.length() - TAIL);
        }
    }

    @Override
    public synchronized void onStep(int trajectory, String text, double score) {
        at(trajectory).scores.add(score);
    }

    @Override
    public synchronized void onThought(ReflectionTrajectory trajectory) {
        at(trajectory.index()).conclusion = Conclusion.of(trajectory);
        thought.add(trajectory);
    }

    @Override
    public synchronized void onForked(int from, int trajectory) {
        var fork = new Growing();
        fork.text.append(growing.get(from).text);
        fork.scores.addAll(growing.get(from).scores);
        growing.add(fork);
    }

    @Override
    public synchronized void onStopped(ReflectionTrajectory trajectory) {
        growing.get(trajectory.index()).stopped = true;
    }

    @Override
    public synchronized void onSelected(Selection chosen) {
        selection = chosen;
    }

    @Override
    public synchronized void onAnswer(String text) {
        answer.append(text);
    }

    /** This moment. */
    synchronized Progress progress() {
        List<TrajectoryProgress> trajectories = new ArrayList<>();
        for (int i = 0; i < growing.size(); i++) {
            Growing row = growing.get(i);
            Double score = row.scores.isEmpty() ? null : aggregator.aggregate(row.scores);
            trajectories.add(
                    new TrajectoryProgress(i, row.scores, score, row.text.toString(), row.conclusion, row.stopped));
        }
        return new Progress(trajectories, thought, selection, answer.toString());
    }
}
