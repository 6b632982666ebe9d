package io.github.metastone4j.cli;

import io.github.metastone4j.generation.DecodeLoop;
import io.github.metastone4j.generation.GenerationListener;
import io.github.metastone4j.generation.GenerationRequest;
import io.github.metastone4j.generation.GenerationResult;
import io.github.metastone4j.generation.SamplingSettings;
import io.github.metastone4j.generation.StepRule;
import io.github.metastone4j.generation.TrajectoryChooser;
import io.github.metastone4j.kernel.Decoder;
import io.github.metastone4j.kernel.StepParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One request of k trajectories through the loop that serves, and what its decode steps consist of.
 *
 * @param k trajectories
 * @param firstTokenMillis from the request to the first token of any of them, prefill included
 * @param decodeTokensPerSecond of all trajectories together, after the first token
 * @param stepMillis of one decode step, mean
 * @param parts of a step by themselves, in the same run
 * @param peakMegabytes the most memory the process has had so far, resident; -1 where the system doesn't tell
 */
record SpeedRun(
        int k,
        double firstTokenMillis,
        double decodeTokensPerSecond,
        double stepMillis,
        StepParts parts,
        long peakMegabytes) {

    private static final Path STATUS = Path.of("/proc/self/status");

    // The published sampling, less the penalty, which random weights give no sense.
    private static final double TEMPERATURE = 0.6;
    private static final double TOP_P = 0.95;

    /** Measures after a short run of the same kind, which warms up. */
    static SpeedRun measure(Decoder decoder, int k, int promptTokens, int newTokens) throws IOException {
        try (var loop = new DecodeLoop(decoder, k, Long.MAX_VALUE)) {
            run(loop, decoder, k, promptTokens, Math.min(4, newTokens), 1);
            GenerationResult result = run(loop, decoder, k, promptTokens, newTokens, 2);
            double seconds = result.timings().thinking().toNanos() / 1e9;
            int steps = newTokens - 1;
            return new SpeedRun(
                    k,
                    result.timings().firstToken().toNanos() / 1e6,
                    k * steps / seconds,
                    1e3 * seconds / steps,
                    StepParts.measure(decoder, k, promptTokens + newTokens / 2, TEMPERATURE, TOP_P),
                    residentPeak());
        }
    }

    private static GenerationResult run(
            DecodeLoop loop, Decoder decoder, int k, int promptTokens, int newTokens, long seed) {
        return loop.submit(request(decoder, k, promptTokens, newTokens, seed), new GenerationListener() {})
                .result()
                .join();
    }

    /** A request that runs to its last token; another seed, another prompt. */
    static GenerationRequest request(Decoder decoder, int k, int promptTokens, int newTokens, long seed) {
        return request(decoder, k, promptTokens, newTokens, seed, trajectories -> 0);
    }

    /** The same with a chooser of its own. */
    static GenerationRequest request(
            Decoder decoder, int k, int promptTokens, int newTokens, long seed, TrajectoryChooser chooser) {
        int[] prompt = new int[promptTokens];
        for (int i = 0; i < prompt.length; i++) {
            prompt[i] = (int) ((7919L + 2 * seed) * (i + 1) % decoder.config().vocabSize());
        }
        return new GenerationRequest(
                prompt,
                k,
                new SamplingSettings(TEMPERATURE, TOP_P, 0, 1, seed),
                Set.of(),
                null,
                new StepRule.Windows(16),
                newTokens,
                newTokens,
                false,
                chooser);
    }

    private static long residentPeak() throws IOException {
        if (!Files.isReadable(STATUS)) {
            return -1;
        }
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(kilobytes -> Long.parseLong(kilobytes) / 1024)
                    .findFirst()
                    .orElse(-1);
        }
    }

    /** A part's share of the step, 0 to 1. */
    double share(double millis) {
        return millis / stepMillis;
    }
}
