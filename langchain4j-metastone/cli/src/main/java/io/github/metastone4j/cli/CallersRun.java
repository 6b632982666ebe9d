package io.github.metastone4j.cli;

import io.github.metastone4j.generation.DecodeLoop;
import io.github.metastone4j.generation.Generation;
import io.github.metastone4j.generation.GenerationListener;
import io.github.metastone4j.kernel.Decoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The same number of trajectories asked for by one caller and by several at once: what sharing a batch costs.
 *
 * @param callers who ask at the same moment, each with a prompt of its own
 * @param each trajectories of each caller
 * @param aloneMillis from one caller's request for all trajectories to its result; median
 * @param togetherMillis from the moment all ask to the last one's result; median
 * @param ratio of the two, pair by pair; median
 */
record CallersRun(int callers, int each, double aloneMillis, double togetherMillis, double ratio) {

    /** Runs both in turn, so many times after a short run that warms up. */
    static CallersRun measure(
            Decoder decoder, int trajectories, int callers, int promptTokens, int newTokens, int repetitions) {
        double[] alone = new double[repetitions];
        double[] together = new double[repetitions];
        double[] ratios = new double[repetitions];
        try (var loop = new DecodeLoop(decoder, trajectories, Long.MAX_VALUE)) {
            millis(loop, decoder, trajectories, 1, promptTokens, 2);
            for (int i = 0; i < repetitions; i++) {
                alone[i] = millis(loop, decoder, trajectories, 1, promptTokens, newTokens);
                together[i] = millis(loop, decoder, trajectories, callers, promptTokens, newTokens);
                ratios[i] = together[i] / alone[i];
            }
        }
        return new CallersRun(callers, trajectories / callers, median(alone), median(together), median(ratios));
    }

    private static double millis(
            DecodeLoop loop, Decoder decoder, int trajectories, int callers, int promptTokens, int newTokens) {
        long start = System.nanoTime();
        List<Generation> generations = new ArrayList<>();
        for (int caller = 0; caller < callers; caller++) {
            generations.add(loop.submit(
                    SpeedRun.request(decoder, trajectories / callers, promptTokens, newTokens, caller),
                    new GenerationListener() {}));
        }
        generations.forEach(generation -> generation.result().join());
        return (System.nanoTime() - start) / 1e6;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
