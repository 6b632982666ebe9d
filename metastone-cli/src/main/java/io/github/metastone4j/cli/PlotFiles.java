package io.github.metastone4j.cli;

import io.github.metastone4j.evaluation.Evaluation;
import java.io.IOException;
import java.io.UncheckedIOException;
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

    /** A wrong place is told now, not after all the work. */
    void check() {
        Path folder = plot == null ? null : plot.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new IllegalArgumentException(
                    "--plot is " + plot + ", but there is no folder " + folder + "; create it first");
        }
        if (plots != null && Files.exists(plots) && !Files.isDirectory(plots)) {
            throw new IllegalArgumentException("--plots is " + plots + ", which is a file; name a folder");
        }
    }

    void write(Evaluation evaluation) {
        if (plot != null) {
            write(plot, evaluation.svg());
        }
        if (plots != null) {
            try {
                Files.createDirectories(plots);
            } catch (IOException e) {
                throw new UncheckedIOException("the folder " + plots + " cannot be made: " + e.getMessage(), e);
            }
            for (var drawing : evaluation.plots().entrySet()) {
                write(plots.resolve(drawing.getKey()), drawing.getValue());
            }
        }
    }

    private static void write(Path file, String svg) {
        try {
            Files.writeString(file, svg);
        } catch (IOException e) {
            throw new UncheckedIOException("the plot cannot be written to " + file + ": " + e.getMessage(), e);
        }
    }
}
