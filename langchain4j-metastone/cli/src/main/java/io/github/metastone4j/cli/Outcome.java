package io.github.metastone4j.cli;

import io.github.metastone4j.ReflectionTrajectory;
import io.github.metastone4j.selection.Selection;
import java.io.PrintStream;

/** What comes of the competition: who won and why, and the answer while it is written. */
final class Outcome {

    private final PrintStream out;
    private final Ink ink;
    private final int width;
    private boolean known;
    private int written;

    Outcome(Terminal terminal, int width) {
        this.out = terminal.out();
        this.ink = terminal.ink();
        this.width = width;
    }

    boolean known() {
        return known;
    }

    /** The winner's steps. */
    void steps(Progress progress) {
        Selection selection = progress.selection();
        for (ReflectionTrajectory trajectory : progress.thought()) {
            if (selection != null && trajectory.index() == selection.index()) {
                new StepList(ink, width).lines(trajectory.steps()).forEach(out::println);
                out.println();
            }
        }
    }

    /** What is new of reason and answer. */
    void show(Progress progress) {
        Selection selection = progress.selection();
        if (selection == null) {
            return;
        }
        if (!known) {
            known = true;
            Columns.wrap(sentence(selection.reason()), width).forEach(line -> out.println(ink.dim(line)));
            out.println();
        }
        String text = Columns.printable(progress.answer());
        out.print(text.substring(written));
        written = text.length();
    }

    private static String sentence(String reason) {
        return reason.isEmpty() ? "" : Character.toUpperCase(reason.charAt(0)) + reason.substring(1) + ".";
    }

    /** Ends the answer's last line. */
    void end() {
        if (written > 0) {
            out.println();
        }
        out.flush();
    }
}
