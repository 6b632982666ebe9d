package io.github.metastone4j.lab;

import io.github.metastone4j.cli.Terminal;
import io.github.metastone4j.evaluation.ProblemResult;
import io.github.metastone4j.evaluation.Sample;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * How far a long run is: one line on the error stream, which a terminal replaces and begins with a bar, and which is repeated now
 * and then elsewhere.
 */
final class EvaluationProgress implements Consumer<ProblemResult> {

    private static final int BAR = 20;

    private final Terminal terminal;
    private final int problems;
    private final int first;
    private final long period;
    private final long start = System.nanoTime();
    private long last = start;
    private int done;
    private int samples;
    private int right;
    private long tokens;

    /**
     * A run that begins.
     *
     * @param first how many of the problems were done before
     */
    EvaluationProgress(Terminal terminal, int problems, int first) {
        this.terminal = terminal;
        this.problems = problems;
        this.first = first;
        this.done = first;
        this.period = Duration.ofMillis(terminal.live() ? 200 : 10_000).toNanos();
    }

    @Override
    public synchronized void accept(ProblemResult result) {
        done++;
        samples += result.samples().size();
        right += (int) result.samples().stream().filter(Sample::correct).count();
        tokens += result.samples().stream().mapToLong(Sample::tokens).sum();
        long now = System.nanoTime();
        if (now - last >= period || done == problems) {
            last = now;
            print(line(Duration.ofNanos(now - start)));
        }
    }

    String line(Duration elapsed) {
        double seconds = Math.max(1e-3, elapsed.toNanos() / 1e9);
        long left = Math.round(seconds / (done - first) * (problems - done));
        return String.format(
                Locale.ROOT,
                "%d of %d problems, pass@1 %.1f %%, %,.0f tokens/s, %d:%02d left",
                done,
                problems,
                100.0 * right / samples,
                tokens / seconds,
                left / 60,
                left % 60);
    }

    private void print(String line) {
        if (terminal.live()) {
            terminal.err().print("\r" + bar() + " " + line + "\u001b[K" + (done == problems ? "\n" : ""));
            terminal.err().flush();
        } else {
            terminal.err().println(line);
        }
    }

    private String bar() {
        int full = (int) ((long) BAR * done / problems);
        return terminal.unicode()
                ? "█".repeat(full) + "░".repeat(BAR - full)
                : "[" + "#".repeat(full) + ".".repeat(BAR - full) + "]";
    }

    synchronized long tokens() {
        return tokens;
    }
}
