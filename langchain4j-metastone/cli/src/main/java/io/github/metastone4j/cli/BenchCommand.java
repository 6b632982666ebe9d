package io.github.metastone4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.checkpoint.ModelConfig;
import io.github.metastone4j.checkpoint.ModelFamily;
import io.github.metastone4j.checkpoint.RotaryEmbedding;
import io.github.metastone4j.checkpoint.RotaryScaling;
import io.github.metastone4j.kernel.Decoder;
import io.github.metastone4j.kernel.Placement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures decoding on weights of noise: speed doesn't ask what they know. */
@Command(
        name = "bench",
        sortOptions = false,
        description = {
            "Measure decoding speed: tokens per second, time to the first token, memory, and the parts of a step.",
            "Random weights in the shape of Qwen2.5-0.5B, or of a checkpoint's config.json. Run nothing else beside it."
        })
final class BenchCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(
            names = {"-k", "--trajectories"},
            paramLabel = "K",
            split = ",",
            description = "Trajectories, one run each. Default: 1,8,32")
    private List<Integer> trajectories = List.of(1, 8, 32);

    @Option(
            names = "--callers",
            paramLabel = "C",
            description = {
                "Instead, how long C callers at once take, each with its part of the trajectories, against one caller",
                "who asks for all of them. Default: don't"
            })
    private int callers = 1;

    @Option(names = "--repetitions", paramLabel = "N", description = "With --callers: pairs of runs. Default: 5")
    private int repetitions = 5;

    @Option(
            names = "--stopping",
            description = "Instead, how long a step takes while trajectories are stopped: half of them, and half again."
                    + " --new-tokens are written with each number")
    private boolean stopping;

    @Option(names = "--prompt-tokens", paramLabel = "N", description = "Default: 128")
    private int promptTokens = 128;

    @Option(names = "--new-tokens", paramLabel = "N", description = "Of each trajectory, at least 2. Default: 64")
    private int newTokens = 64;

    @Option(names = "--config", paramLabel = "FILE", description = "A config.json whose shape is measured instead")
    private @Nullable Path config;

    @Mixin
    private final DeviceArguments device = new DeviceArguments();

    @Option(names = "--dtype", paramLabel = "TYPE", description = "Default: bfloat16")
    private String dtype = Dtype.BFLOAT16.configName();

    @Option(names = "--threads", paramLabel = "N", description = "CPU threads. Default: all cores")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Mixin
    private final OutputArguments output = new OutputArguments();

    BenchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        SamplingArguments.atLeastOne("--prompt-tokens", promptTokens);
        SamplingArguments.atLeastOne("--new-tokens less one", newTokens - 1);
        SamplingArguments.atLeastOne("--callers", callers);
        SamplingArguments.atLeastOne("--repetitions", repetitions);
        trajectories.forEach(k -> SamplingArguments.atLeastOne("--trajectories", k));
        ModelConfig shape = config == null ? halfBillion() : ModelConfig.read(config);
        Placement placement = device.placement();
        Dtype type = Dtype.parse(dtype);
        Decoder.setThreads(threads);
        if (callers > 1) {
            return compareCallers(shape, placement, type);
        }
        if (stopping) {
            return stopTrajectories(shape, placement, type);
        }
        List<SpeedRun> runs = new ArrayList<>();
        try (Decoder decoder = Decoder.random(shape, placement, type)) {
            for (int k : trajectories) {
                runs.add(SpeedRun.measure(decoder, k, promptTokens, newTokens));
            }
        }
        if (output.json()) {
            terminal.out().println(json(shape, placement, runs).toPrettyString());
        } else {
            print(shape, placement, runs);
        }
        return 0;
    }

    private int compareCallers(ModelConfig shape, Placement placement, Dtype type) {
        int all = Collections.max(trajectories);
        if (all % callers != 0) {
            throw new IllegalArgumentException(
                    "--trajectories " + all + " cannot be shared evenly by " + callers + " callers");
        }
        CallersRun run;
        try (Decoder decoder = Decoder.random(shape, placement, type)) {
            run = CallersRun.measure(decoder, all, callers, promptTokens, newTokens, repetitions);
        }
        if (output.json()) {
            ObjectNode json = settings(shape, placement);
            json.put("callers", callers)
                    .put("each", run.each())
                    .put("aloneMillis", run.aloneMillis())
                    .put("togetherMillis", run.togetherMillis())
                    .put("ratio", run.ratio());
            terminal.out().println(json.toPrettyString());
        } else {
            printHeading(shape, placement);
            terminal.out()
                    .printf(Locale.ROOT, "1 caller,   k = %2d  %8.0f ms%n", all, run.aloneMillis())
                    .printf(
                            Locale.ROOT,
                            "%d callers, k = %2d  %8.0f ms, %.2f times as long%n%n",
                            callers,
                            run.each(),
                            run.togetherMillis(),
                            run.ratio())
                    .println("medians of " + repetitions
                            + " pairs, one after the other; each caller has a prompt of its own");
        }
        return 0;
    }

    private int stopTrajectories(ModelConfig shape, Placement placement, Dtype type) {
        List<StoppingRun.Level> levels;
        try (Decoder decoder = Decoder.random(shape, placement, type)) {
            levels = StoppingRun.measure(decoder, Collections.max(trajectories), promptTokens, newTokens);
        }
        if (output.json()) {
            ObjectNode json = settings(shape, placement);
            ArrayNode array = json.putArray("stopping");
            levels.forEach(level -> array.addObject()
                    .put("trajectories", level.trajectories())
                    .put("stepMillis", level.stepMillis())
                    .put("cacheMegabytes", level.cacheMegabytes()));
            terminal.out().println(json.toPrettyString());
        } else {
            printHeading(shape, placement);
            terminal.out().println("trajectories left   ms per step   tokens/s   cache MB");
            levels.forEach(level -> terminal.out()
                    .printf(
                            Locale.ROOT,
                            "%17d %13.1f %10.0f %10.1f%n",
                            level.trajectories(),
                            level.stepMillis(),
                            1e3 * level.trajectories() / level.stepMillis(),
                            level.cacheMegabytes()));
        }
        return 0;
    }

    private static ModelConfig halfBillion() {
        return new ModelConfig(
                ModelFamily.QWEN2,
                151_936,
                896,
                4864,
                24,
                14,
                2,
                1e-6,
                32_768,
                true,
                true,
                false,
                false,
                Dtype.BFLOAT16,
                List.of(),
                null,
                new RotaryEmbedding(64, 1e6, new RotaryScaling.None()));
    }

    private void printHeading(ModelConfig shape, Placement placement) {
        terminal.out()
                .printf(
                        Locale.ROOT,
                        "%d layers of %d, %s on %s, %d threads; %d prompt tokens, %d new ones%n%n",
                        shape.layers(),
                        shape.hiddenSize(),
                        dtype,
                        String.join(",", placement.devices()),
                        threads,
                        promptTokens,
                        newTokens);
    }

    private void print(ModelConfig shape, Placement placement, List<SpeedRun> runs) {
        printHeading(shape, placement);
        terminal.out()
                .printf(
                        "%4s %10s %13s %10s %10s %10s %10s %8s %9s%n",
                        "k", "tokens/s", "first token", "step", "matrices", "attention", "sampling", "head", "peak");
        terminal.out().println(terminal.ink().rule(92));
        for (SpeedRun run : runs) {
            terminal.out()
                    .printf(
                            Locale.ROOT,
                            "%4d %10.1f %10.0f ms %7.1f ms %7.1f ms %7.1f ms %7.1f ms %5.1f ms %6d MB%n",
                            run.k(),
                            run.decodeTokensPerSecond(),
                            run.firstTokenMillis(),
                            run.stepMillis(),
                            run.parts().matrixProducts(),
                            run.parts().attention(),
                            run.parts().sampling(),
                            run.parts().scoring(),
                            run.peakMegabytes());
        }
        terminal.out().println();
        terminal.out().println("tokens/s: of all trajectories together, sampling and step scores included");
        terminal.out().println("matrices to head: parts of a step, each by itself in the same run");
        terminal.out().println("peak: most resident memory of the process so far");
    }

    private ObjectNode settings(ModelConfig shape, Placement placement) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("layers", shape.layers());
        json.put("hiddenSize", shape.hiddenSize());
        json.put("vocabSize", shape.vocabSize());
        json.put("dtype", dtype);
        json.put("device", String.join(",", placement.devices()));
        json.put("threads", threads);
        json.put("promptTokens", promptTokens);
        json.put("newTokens", newTokens);
        return json;
    }

    private ObjectNode json(ModelConfig shape, Placement placement, List<SpeedRun> runs) {
        ObjectNode json = settings(shape, placement);
        ArrayNode list = json.putArray("runs");
        for (SpeedRun run : runs) {
            list.addObject()
                    .put("k", run.k())
                    .put("decodeTokensPerSecond", run.decodeTokensPerSecond())
                    .put("stepMillis", run.stepMillis())
                    .put("matmulMillis", run.parts().matrixProducts())
                    .put("attentionMillis", run.parts().attention())
                    .put("samplingMillis", run.parts().sampling())
                    .put("headMillis", run.parts().scoring())
                    .put("matmulShare", run.share(run.parts().matrixProducts()))
                    .put("attentionShare", run.share(run.parts().attention()))
                    .put("samplingShare", run.share(run.parts().sampling()))
                    .put("headShare", run.share(run.parts().scoring()))
                    .put("firstTokenMillis", run.firstTokenMillis())
                    .put("peakMegabytes", run.peakMegabytes());
        }
        return json;
    }
}
