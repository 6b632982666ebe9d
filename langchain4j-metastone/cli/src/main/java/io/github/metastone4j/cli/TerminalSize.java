package io.github.metastone4j.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** How many characters fit. */
record TerminalSize(int columns, int lines) {

    private static final TerminalSize USUAL = new TerminalSize(80, 24);

    /** Lines of prose are no longer than this, however wide the window. */
    private static final int READABLE = 100;

    TerminalSize {
        columns = Math.max(columns, 40);
        lines = Math.max(lines, 8);
    }

    /** What COLUMNS and LINES say, else what the terminal says, else the usual 80 by 24. */
    static TerminalSize ofProcess() {
        try {
            return parse(System.getenv().getOrDefault("LINES", "") + " "
                    + System.getenv().getOrDefault("COLUMNS", ""));
        } catch (IllegalArgumentException e) {
            return ofStty();
        }
    }

    private static TerminalSize ofStty() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(Redirect.INHERIT)
                    .redirectError(Redirect.DISCARD)
                    .start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            stty.waitFor(1, TimeUnit.SECONDS);
            return parse(size);
        } catch (IOException | IllegalArgumentException e) {
            return USUAL;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return USUAL;
        }
    }

    /** Lines, then columns, as stty has it; zero is a terminal that doesn't know. */
    static TerminalSize parse(String size) {
        String[] numbers = size.strip().split("\\s+", -1);
        if (numbers.length != 2) {
            throw new IllegalArgumentException("'" + size + "' is not a terminal's size");
        }
        int lines = Integer.parseInt(numbers[0]);
        int columns = Integer.parseInt(numbers[1]);
        return lines < 1 || columns < 1 ? USUAL : new TerminalSize(columns, lines);
    }

    /** The width of running text. */
    int prose() {
        return Math.min(columns, READABLE);
    }
}
