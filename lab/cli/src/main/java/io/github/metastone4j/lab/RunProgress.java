package io.github.metastone4j.lab;

import io.github.metastone4j.cli.Terminal;
import io.github.metastone4j.evaluation.rollout.ProgressListener;
import java.time.Duration;
import java.util.Locale;

/** How far a training run is: one line on the error stream, replaced in a terminal, repeated now and then elsewhere. */
final class RunProgress implements ProgressListener {

    private final Terminal terminal;
    private final long period;
    private String current = "";
    private long first;
    private long start;
    private long last;
    private boolean open;

    RunProgress(Terminal terminal) {
        this.terminal = terminal;
        this.period = Duration.ofMillis(terminal.live() ? 200 : 10_000).toNanos();
    }

    @Override
    public synchronized void report(String what, long done, long of, String detail) {
        long now = System.nanoTime();
        if (!what.equals(current)) {
            end();
            current = what;
            first = done - 1;
            start = now;
            last = now - period;
        }
        boolean end = done >= of;
        if (now - last >= period || end) {
            last = now;
            String line = line(what, done, of, detail, now - start);
            if (terminal.live()) {
                terminal.err().print("\r" + line + "\u001b[K" + (end ? "\n" : ""));
                terminal.err().flush();
                open = !end;
            } else {
                terminal.err().println(line);
            }
        }
    }

    /** What is said next begins on a line of its own. */
    synchronized void end() {
        if (open) {
            terminal.err().println();
            open = false;
        }
    }

    /** What is left is told once it can be guessed. */
    private String line(String what, long done, long of, String detail, long elapsed) {
        String line = what + " " + done + " of " + of + (detail.isEmpty() ? "" : ", " + detail);
        if (done >= of || elapsed < Duration.ofSeconds(1).toNanos()) {
            return line;
        }
        long left = Math.round(elapsed / 1e9 / (done - first) * (of - done));
        return line + String.format(Locale.ROOT, ", %d:%02d left", left / 60, left % 60);
    }
}
