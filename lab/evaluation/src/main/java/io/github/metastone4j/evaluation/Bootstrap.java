package io.github.metastone4j.evaluation;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Percentile bootstrap over problems. Problems are the independent unit; samples of one problem are not.
 *
 * <p>The same seed resamples the same problems, so measures of one set of problems share their luck.
 */
final class Bootstrap {

    private static final int RESAMPLES = 1000;

    private final long seed;

    Bootstrap(long seed) {
        this.seed = seed;
    }

    /** The mean of one value per problem, with its 95 % interval. */
    Estimate mean(double[] values) {
        if (values.length == 0) {
            return new Estimate(Double.NaN, Double.NaN, Double.NaN);
        }
        SplittableRandom random = new SplittableRandom(seed);
        double[] means = new double[RESAMPLES];
        for (int resample = 0; resample < RESAMPLES; resample++) {
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                sum += values[random.nextInt(values.length)];
            }
            means[resample] = sum / values.length;
        }
        Arrays.sort(means);
        double mean = Arrays.stream(values).average().orElseThrow();
        return new Estimate(mean, percentile(means, 0.025), percentile(means, 0.975));
    }

    private static double percentile(double[] sorted, double fraction) {
        return sorted[(int) Math.round(fraction * (sorted.length - 1))];
    }
}
