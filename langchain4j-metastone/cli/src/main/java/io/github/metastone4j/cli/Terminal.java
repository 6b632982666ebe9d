package io.github.metastone4j.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Where output goes, and what can be shown there.
 *
 * @param out results
 * @param err progress and errors
 * @param charset how text is written to both
 * @param live whether a person watches who can be shown a picture that changes
 * @param colours whether a person who watches may be shown text coloured, dimmed and bold
 * @param unicode whether there is more than ASCII to draw with
 */
public record Terminal(
        PrintStream out, PrintStream err, Charset charset, boolean live, boolean colours, boolean unicode) {

    /** This process's streams. The launcher sees to it that newer Java, too, has no console where output is redirected. */
    @SuppressWarnings("SystemConsoleNull")
    public static Terminal ofProcess() {
        Console console = System.console();
        Charset charset = console == null ? nativeCharset() : console.charset();
        Map<String, String> environment = System.getenv();
        String term = environment.getOrDefault("TERM", "");
        boolean windows = System.getProperty("os.name", "").startsWith("Windows");
        boolean live = console != null && (windows || !(term.isEmpty() || term.equals("dumb")));
        boolean colours = environment.getOrDefault("NO_COLOR", "").isEmpty();
        boolean unicode = charset.equals(StandardCharsets.UTF_8);
        // What a model says is never cut down to ASCII: UTF-8 holds ASCII, and reads right wherever it is let through.
        Charset written = charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset;
        return new Terminal(
                stream(FileDescriptor.out, written),
                stream(FileDescriptor.err, written),
                written,
                live,
                colours,
                unicode);
    }

    private static PrintStream stream(FileDescriptor descriptor, Charset charset) {
        return new PrintStream(new FileOutputStream(descriptor), true, charset);
    }

    private static Charset nativeCharset() {
        String name = System.getProperty("native.encoding", "UTF-8");
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    }

    /** The same place, watched or not. */
    public Terminal withLive(boolean wanted) {
        return new Terminal(out, err, charset, wanted, colours, unicode);
    }

    public Ink ink() {
        return new Ink(live && colours, unicode);
    }
}
