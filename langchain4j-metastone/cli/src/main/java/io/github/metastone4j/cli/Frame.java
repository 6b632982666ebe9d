package io.github.metastone4j.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One picture of the competition: a line for each trajectory, as many as the terminal has lines. */
record Frame(Ink ink, TerminalSize size) {

    /** Once all is decided, the picture may be higher than the terminal: nobody redraws it. */
    private static final int LAST_PICTURE = 34;

    /** A header, a summary, and the line the cursor stands on. */
    private static final int AROUND = 3;

    private static final int GAP = 2;
    private static final int MEAN = 5;
    private static final int COUNT = 5;

    /** The lines, none wider than the terminal. */
    List<String> lines(Progress progress, Duration elapsed) {
        List<String> lines = new ArrayList<>();
        lines.add(header(progress));
        for (TrajectoryProgress trajectory : shown(progress)) {
            lines.add(line(trajectory, progress));
        }
        lines.add(summary(progress, elapsed));
        return lines;
    }

    /** The first that fit, in their order, so that lines move only where one is stopped; the winner always. */
    private List<TrajectoryProgress> shown(Progress progress) {
        List<TrajectoryProgress> all = progress.running();
        int room = Math.min(all.size(), size.lines() - AROUND);
        if (progress.selection() == null) {
            return all.subList(0, room);
        }
        List<TrajectoryProgress> last =
                new ArrayList<>(all.subList(0, Math.min(all.size(), Math.max(room, LAST_PICTURE))));
        int winner = progress.selection().index();
        if (last.stream().noneMatch(one -> one.index() == winner)) {
            last.set(last.size() - 1, progress.trajectories().get(winner));
        }
        return last;
    }

    private String header(Progress progress) {
        String columns = Columns.right("#", numbers(progress))
                + gap()
                + Columns.padded("step scores", sparks())
                + gap()
                + Columns.right("score", MEAN)
                + gap()
                + Columns.right("steps", COUNT)
                + gap();
        return ink.dim(Columns.head("  " + columns + "thinking", size.columns() - 1, ink.ellipsis()));
    }

    private String line(TrajectoryProgress trajectory, Progress progress) {
        boolean won = progress.selection() != null && progress.selection().index() == trajectory.index();
        boolean fades = !won && (trajectory.finished() || progress.selection() != null);
        String number = Columns.right(String.valueOf(trajectory.index() + 1), numbers(progress));
        String steps = Columns.right(String.valueOf(trajectory.scores().size()), COUNT);
        String text = text(trajectory, progress);
        return (won ? ink.bold(ink.marker() + " " + number) : fades ? ink.dim("  " + number) : "  " + number)
                + gap()
                + spark(trajectory.scores())
                + gap()
                + score(trajectory)
                + gap()
                + (fades ? ink.dim(steps) : steps)
                + gap()
                + (won ? ink.bold(text) : fades ? ink.dim(text) : text);
    }

    /** The last step scores as bars. */
    private String spark(List<Double> scores) {
        StringBuilder bars = new StringBuilder();
        int first = Math.max(0, scores.size() - sparks());
        for (double score : scores.subList(first, scores.size())) {
            bars.append(ink.scored(score, ink.bar(score)));
        }
        return bars + " ".repeat(Math.max(0, sparks() - scores.size()));
    }

    private String score(TrajectoryProgress trajectory) {
        Double score = trajectory.score();
        return score == null
                ? Columns.right("-", MEAN)
                : ink.scored(score, String.format(Locale.ROOT, "%" + MEAN + ".3f", score));
    }

    private String text(TrajectoryProgress trajectory, Progress progress) {
        int room = size.columns() - 2 - numbers(progress) - sparks() - MEAN - COUNT - 4 * GAP - 1;
        String conclusion = trajectory.conclusion();
        return conclusion == null
                ? Columns.tail(Columns.flat(trajectory.tail()), room, ink.ellipsis())
                : Columns.head(conclusion, room, ink.ellipsis());
    }

    private String summary(Progress progress, Duration elapsed) {
        int all = progress.running().size();
        int hidden = all - shown(progress).size();
        String stopped = progress.stopped() == 0 ? "" : ink.dot() + progress.stopped() + " stopped";
        String finished = progress.thought().size() + " of " + all + " finished" + stopped;
        String time = String.format(Locale.ROOT, "%.1f s", elapsed.toMillis() / 1000.0);
        String more = hidden == 0 ? "" : ink.dot() + hidden + " not shown" + best(progress);
        return ink.dim(Columns.head("  " + finished + ink.dot() + time + more, size.columns() - 1, ink.ellipsis()));
    }

    /** Whoever leads may be among those not shown. */
    private String best(Progress progress) {
        return progress.running().stream()
                .filter(trajectory -> trajectory.score() != null)
                .max((one, other) -> Double.compare(value(one), value(other)))
                .map(best ->
                        String.format(Locale.ROOT, "%sbest %.3f, number %d", ink.dot(), value(best), best.index() + 1))
                .orElse("");
    }

    private static double value(TrajectoryProgress trajectory) {
        return trajectory.score() == null ? 0 : trajectory.score();
    }

    private int sparks() {
        return Math.max(11, Math.min(24, size.columns() / 6));
    }

    private static int numbers(Progress progress) {
        return String.valueOf(progress.trajectories().size()).length();
    }

    private static String gap() {
        return " ".repeat(GAP);
    }
}
