package io.github.metastone4j.cli;

import io.github.metastone4j.Reflection;
import io.github.metastone4j.Reflection.Timings;
import io.github.metastone4j.ReflectionListener;
import io.github.metastone4j.ReflectionTrajectory;
import io.github.metastone4j.ReflectionTrajectory.Ending;
import io.github.metastone4j.ReflectionTrajectory.ScoredStep;
import io.github.metastone4j.effort.Economy;
import io.github.metastone4j.effort.EffortReport;
import io.github.metastone4j.effort.EffortReport.End;
import io.github.metastone4j.effort.EffortReport.Wave;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Candidate;
import io.github.metastone4j.selection.Selection;
import io.github.metastone4j.selection.Selector;
import java.time.Duration;
import java.util.List;

/** A request that always goes the same way: two trajectories of two steps, the second of which wins. */
final class Script {

    static final String QUESTION = "What is 12 + 30 - 5?";
    static final String ANSWER = "It is \\boxed{37}.";

    /** All that were asked for have competed. */
    static final EffortReport EFFORT =
            new EffortReport(2, Economy.NONE, List.of(new Wave(2, Double.NaN)), List.of(), End.ALL);

    static final List<ReflectionTrajectory> TRAJECTORIES = List.of(
            trajectory(
                    0, new ScoredStep("Add 12 and 30: 12 + 30 = 43.", 0.25), new ScoredStep("So 43 - 5 = 38.", 0.16)),
            trajectory(
                    1,
                    new ScoredStep("First, 12 + 30 = 42.", 0.81),
                    new ScoredStep("Taking 5 away gives 42 - 5 = 37.", 1.0)));

    static final Selection SELECTION = Selector.BEST_SCORE.select(
            TRAJECTORIES.stream()
                    .map(one -> new Candidate(
                            one.index(),
                            one.steps().stream().map(ScoredStep::score).toList(),
                            null,
                            one.logProbability(),
                            one.tokens()))
                    .toList(),
            Aggregator.GEOMETRIC_MEAN);

    private Script() {}

    static ReflectionTrajectory trajectory(int index, ScoredStep... steps) {
        String thinking = String.join(
                "\n\n", List.of(steps).stream().map(ScoredStep::text).toList());
        return new ReflectionTrajectory(
                index, null, thinking, List.of(steps), 0.5, null, 20 + index, 30 + index, -4.5, Ending.CLOSED);
    }

    /** Until the first has finished and the second has half its steps. */
    static void playFirstHalf(ReflectionListener listener) {
        for (ScoredStep step : TRAJECTORIES.get(0).steps()) {
            play(0, step, listener);
        }
        play(1, TRAJECTORIES.get(1).steps().get(0), listener);
        listener.onThinking(1, "Taking 5 away");
        listener.onThought(TRAJECTORIES.get(0));
    }

    static void playSecondHalf(ReflectionListener listener) {
        ScoredStep last = TRAJECTORIES.get(1).steps().get(1);
        listener.onThinking(1, " gives 42 - 5 = 37.");
        listener.onStep(1, last.text(), last.score());
        listener.onThought(TRAJECTORIES.get(1));
        listener.onSelected(SELECTION);
        listener.onAnswer("It is ");
    }

    static void playEnd(ReflectionListener listener) {
        listener.onAnswer("\\boxed{37}.");
    }

    private static void play(int trajectory, ScoredStep step, ReflectionListener listener) {
        listener.onThinking(trajectory, step.text() + "\n\n");
        listener.onStep(trajectory, step.text(), step.score());
    }

    static ProgressRecorder recorder() {
        return new ProgressRecorder(2, Aggregator.GEOMETRIC_MEAN);
    }

    static Bill bill() {
        var timings = new Timings(
                Duration.ofMillis(1),
                Duration.ofMillis(2),
                Duration.ofMillis(30),
                Duration.ofMillis(400),
                Duration.ofMillis(70));
        var reflection = new Reflection(ANSWER, List.of(), TRAJECTORIES, SELECTION, EFFORT, 15, true, 7, timings);
        return new Bill(reflection, Duration.ofMillis(800), Duration.ofMillis(500));
    }
}
