package io.github.metastone4j.cli;

import io.github.metastone4j.ReflectionTrajectory;
import java.io.PrintStream;
import java.util.Locale;

/** For pipes and files: every trajectory once it has finished, then how many were stopped, who won, and why, and its answer. */
final class PlainView implements View {

    private final PrintStream out;
    private final Terminal terminal;
    private final Outcome outcome;
    private int shown;

    PlainView(Terminal terminal) {
        this.out = terminal.out();
        this.terminal = terminal;
        this.outcome = new Outcome(terminal, Integer.MAX_VALUE);
    }

    @Override
    public void show(Progress progress) {
        for (; shown < progress.thought().size(); shown++) {
            show(progress.thought().get(shown), progress);
        }
        if (!outcome.known() && progress.selection() != null && progress.stopped() > 0) {
            out.println("stopped on the way: " + progress.stopped());
            out.println();
        }
        outcome.show(progress);
        out.flush();
    }

    private void show(ReflectionTrajectory trajectory, Progress progress) {
        Double score = progress.trajectories().get(trajectory.index()).score();
        out.printf(
                Locale.ROOT,
                "trajectory %d: score %s, %d %s, %d tokens%n",
                trajectory.index() + 1,
                score == null ? "-" : String.format(Locale.ROOT, "%.3f", score),
                trajectory.steps().size(),
                trajectory.steps().size() == 1 ? "step" : "steps",
                trajectory.thinkingTokens());
        new StepList(terminal.ink(), Integer.MAX_VALUE)
                .lines(trajectory.steps())
                .forEach(out::println);
        out.println();
    }

    @Override
    public void close() {
        outcome.end();
    }
}
