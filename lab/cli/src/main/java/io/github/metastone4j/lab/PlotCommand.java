package io.github.metastone4j.lab;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.metastone4j.cli.OutputArguments;
import io.github.metastone4j.cli.SamplingArguments;
import io.github.metastone4j.cli.Terminal;
import io.github.metastone4j.evaluation.MetricLog;
import io.github.metastone4j.evaluation.MetricPlot;
import io.github.metastone4j.evaluation.StepTimePlot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Draws what training logged, or what the benchmark measured. */
@Command(
        name = "plot",
        sortOptions = false,
        description = {
            "Draw fields of a training log, or a benchmark, as SVG.",
            "Where x falls back, a resumed run replaces what it did again; where x starts over, a second pass goes on"
                    + " behind the first."
        })
final class PlotCommand implements Callable<Integer> {

    private final Terminal terminal;

    @ArgGroup(multiplicity = "1")
    private Drawing drawing = new Drawing();

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The SVG file to write")
    private Path out = Path.of("");

    @Mixin
    private final OutputArguments output = new OutputArguments();

    PlotCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        String svg = drawing.svg();
        try {
            Files.writeString(out, svg);
        } catch (IOException e) {
            throw new UncheckedIOException("the plot cannot be written to " + out + ": " + e.getMessage(), e);
        }
        terminal.out()
                .println(
                        output.json()
                                ? JsonNodeFactory.instance
                                        .objectNode()
                                        .put("plot", out.toString())
                                        .toPrettyString()
                                : "the plot is in " + out);
        return 0;
    }

    /** What is drawn: a log, or a benchmark. */
    private static final class Drawing {

        @ArgGroup(exclusive = false, multiplicity = "1")
        private @Nullable LogArguments log;

        @Option(
                names = "--bench",
                required = true,
                paramLabel = "FILE",
                description = "What bench --stopping --json printed: the time of a step against the trajectories that"
                        + " are left")
        private @Nullable Path bench;

        private String svg() {
            return log == null ? StepTimePlot.svg(StoppingFile.read(Objects.requireNonNull(bench))) : log.svg();
        }
    }

    /** Which fields of which logs, and how. */
    private static final class LogArguments {

        @Option(
                names = "--log",
                required = true,
                split = ",",
                paramLabel = "FILE",
                description =
                        "A log of JSON lines. Of several, such as those of several seeds: their mean, and shaded their"
                                + " range")
        private List<Path> logs = List.of();

        @Option(
                names = "--y",
                required = true,
                split = ",",
                paramLabel = "FIELD",
                description = "What to draw, a line each")
        private List<String> fields = List.of();

        @Option(names = "--x", paramLabel = "FIELD", description = "What to draw it against. Default: update")
        private String x = "update";

        @Option(names = "--title", paramLabel = "TEXT", description = "Stands above the drawing")
        private @Nullable String title;

        @Option(names = "--unit", paramLabel = "TEXT", description = "What the values are counted in")
        private @Nullable String unit;

        @Option(
                names = "--smooth",
                paramLabel = "N",
                description = "Draw means over N points and, of a single log, shade one standard deviation. Default: 1")
        private int window = 1;

        @Option(names = "--log-scale", description = "Equal ratios of values are equally far apart")
        private boolean logarithmic;

        private String svg() {
            SamplingArguments.atLeastOne("--smooth", window);
            List<MetricLog> runs = logs.stream().map(MetricLog::read).toList();
            return new MetricPlot(runs, x, fields, title, unit, window, logarithmic).svg();
        }
    }
}
