package io.github.metastone4j.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A terminal whose output can be read. */
public final class Captured {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Terminal terminal;

    private Captured(boolean live, boolean colours, boolean unicode) {
        terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                StandardCharsets.UTF_8,
                live,
                colours,
                unicode);
    }

    public static Captured pipe() {
        return new Captured(false, false, false);
    }

    public static Captured screen() {
        return new Captured(true, true, true);
    }

    public Terminal terminal() {
        return terminal;
    }

    /** What was written since the last call. */
    public String out() {
        return taken(out);
    }

    public String err() {
        return taken(err);
    }

    private static String taken(ByteArrayOutputStream bytes) {
        String text = bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
        bytes.reset();
        return text;
    }
}
