package io.github.metastone4j.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/** The competition as a picture redrawn in place; once it is decided, the winner's steps, the reason, and its answer. */
final class LiveView implements View {

    private static final String ESCAPE = "\u001b[";
    private static final String ERASE_LINE = ESCAPE + "K";
    private static final String ERASE_BELOW = ESCAPE + "J";

    /** No cursor, and no line that runs on into the next, should the window become narrower. */
    private static final String BEGIN = ESCAPE + "?25l" + ESCAPE + "?7l";

    private static final String END = ESCAPE + "?7h" + ESCAPE + "?25h";

    private final PrintStream out;
    private final Frame frame;
    private final Outcome outcome;
    private final long start = System.nanoTime();
    private final Thread restore;
    private int drawn;

    LiveView(Terminal terminal, TerminalSize size) {
        this.out = terminal.out();
        this.frame = new Frame(terminal.ink(), size);
        this.outcome = new Outcome(terminal, size.prose());
        this.restore = new Thread(() -> {
            out.print(END);
            out.flush();
        });
        Runtime.getRuntime().addShutdownHook(restore);
        out.print(BEGIN);
    }

    @Override
    public void show(Progress progress) {
        if (!outcome.known()) {
            redraw(frame.lines(progress, Duration.ofNanos(System.nanoTime() - start)));
            if (progress.selection() != null) {
                out.print(END + "\n");
                outcome.steps(progress);
            }
        }
        outcome.show(progress);
        out.flush();
    }

    private void redraw(List<String> lines) {
        StringBuilder picture = new StringBuilder(overThePicture());
        for (String line : lines) {
            picture.append(line).append(ERASE_LINE).append('\n');
        }
        out.print(picture.append(ERASE_BELOW));
        drawn = lines.size();
    }

    private String overThePicture() {
        return drawn == 0 ? "\r" : "\r" + ESCAPE + drawn + 'A';
    }

    /** Undecided, it has failed, and what is to be read is why. */
    @Override
    public void close() {
        out.print(outcome.known() ? END : overThePicture() + ERASE_BELOW + END);
        outcome.end();
        Runtime.getRuntime().removeShutdownHook(restore);
    }
}
