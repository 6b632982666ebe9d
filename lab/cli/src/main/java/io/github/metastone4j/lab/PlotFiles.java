package io.github.metastone4j.lab;

import io.github.metastone4j.evaluation.Evaluation;
import io.github.metastone4j.evaluation.Plot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where an evaluation is drawn. */
final class PlotFiles {

    @Option(names = "--plot", paramLabel = "FILE", description = "Draw accuracy against effort, as SVG")
    private @Nullable Path plot;

    @Option(
            names = "--plots",
            paramLabel = "DIR",
            description =
                    "Draw accuracy against effort and against compute, reliability, and scores along the steps, as SVG")
    private @Nullable Path plots;

    @Option(names = "--png", description = "Write the drawings of --plots as PNG, too")
    private boolean png;

    /** A wrong place is told now, not after all the work. */
    void check() {
        requirePlace(plot);
        if (png && plots == null) {
            throw new IllegalArgumentException("--png is given, but no --plots; name a folder for the drawings");
        }
        if (plots != null && Files.exists(plots) && !Files.isDirectory(plots)) {
            throw new IllegalArgumentException("--plots is " + plots + ", which is a file; name a folder");
        }
    }

    /** Refuses a {@code --plot} in a folder that is not there. */
    static void requirePlace(@Nullable Path plot) {
        Path folder = plot == null ? null : plot.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new IllegalArgumentException(
                    "--plot is " + plot + ", but there is no folder " + folder + "; create it first");
        }
    }

    void write(Evaluation evaluation) {
        if (plot != null) {
            write(plot, text(evaluation.plot()));
        }
        if (plots != null) {
            writeAll(evaluation, plots);
        }
    }

    private void writeAll(Evaluation evaluation, Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + folder + " cannot be made: " + e.getMessage(), e);
        }
        evaluation.plots().forEach((name, drawing) -> {
            write(folder.resolve(name + ".svg"), text(drawing));
            if (png) {
                write(folder.resolve(name + ".png"), drawing.png());
            }
        });
    }

    private static byte[] text(Plot drawing) {
        return drawing.svg().getBytes(StandardCharsets.UTF_8);
    }

    static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("the plot cannot be written to " + file + ": " + e.getMessage(), e);
        }
    }
}
