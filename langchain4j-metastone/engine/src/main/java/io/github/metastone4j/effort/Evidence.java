package io.github.metastone4j.effort;

import java.util.List;

/**
 * What the finished steps of one trajectory say about its chance to win: see {@link Pruning}.
 *
 * @param steps how many
 * @param mean of the log-odds of their scores; 0 without a step
 * @param squares sum of the squared distances of the log-odds from their mean
 */
public record Evidence(int steps, double mean, double squares) {

    /** Of a trajectory that has finished no step. */
    public static final Evidence NONE = new Evidence(0, 0, 0);

    /** Scores of 0 and 1 have log-odds without bound. */
    private static final double NEAREST = 1e-6;

    /** Of steps with these scores in [0, 1]. */
    public static Evidence of(List<Double> scores) {
        Evidence evidence = NONE;
        for (double score : scores) {
            evidence = evidence.and(score);
        }
        return evidence;
    }

    /** With one more step, of a score in [0, 1]: the update of Welford, 1962, so that steps need not be gone through again. */
    public Evidence and(double score) {
        double inside = Math.min(1 - NEAREST, Math.max(NEAREST, score));
        double odds = Math.log(inside / (1 - inside));
        double change = odds - mean;
        double next = mean + change / (steps + 1);
        return new Evidence(steps + 1, next, squares + change * (odds - next));
    }

    int freedom() {
        return Math.max(0, steps - 1);
    }

    /** The chance that this mean overtakes the best, where single steps have this variance around the mean of their trajectory. */
    double overtakes(Evidence best, double variance) {
        double deviation = Math.sqrt(variance * (1.0 / steps + 1.0 / best.steps));
        return deviation == 0 ? 0 : normal((mean - best.mean) / deviation);
    }

    /** Phi(z) for z below 0, to 7.5e-8: Abramowitz and Stegun, 26.2.17. */
    private static double normal(double z) {
        double t = 1 / (1 - 0.2316419 * z);
        double polynomial =
                t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * polynomial;
    }
}
