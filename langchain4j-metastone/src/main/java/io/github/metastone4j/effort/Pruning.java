package io.github.metastone4j.effort;

import io.github.metastone4j.generation.Trajectory;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which trajectories are given up while they think, since they can hardly overtake the best any more.
 *
 * <p>A trajectory is judged by the mean log-odds of the steps it has finished. Each of these means is taken as normal around what it
 * would be in the end, with the variance s^2 / m: s^2 is that of single steps around the mean of their trajectory, pooled over the
 * request, and m the number of steps. So the chance that a trajectory with mean a after m steps overtakes the best, with mean b
 * after n, is Phi((a - b) / (s sqrt(1/m + 1/n))). Nothing is given up before s^2 rests on {@value #LEAST_FREEDOM} degrees of
 * freedom, and the best never is.
 *
 * @param chance in [0, 0.5): those with less are given up; 0 gives up none
 */
public record Pruning(double chance) {

    private static final int LEAST_FREEDOM = 4;

    /** Scores of 0 and 1 have log-odds without bound. */
    private static final double NEAREST = 1e-6;

    public Pruning {
        require(chance);
    }

    static double require(double chance) {
        if (!(chance >= 0 && chance < 0.5)) {
            throw new IllegalArgumentException("pruning is " + chance
                    + "; it must be at least 0, which gives up no trajectory, and less than 0.5");
        }
        return chance;
    }

    /**
     * Whether each trajectory that thinks is given up.
     *
     * @param thinking scores in [0, 1] of the steps that each has finished
     * @param others the same of those that have thought
     * @return one for each that thinks, in the same order
     */
    public List<Boolean> givenUp(List<List<Double>> thinking, List<List<Double>> others) {
        List<Evidence> still = thinking.stream().map(Evidence::of).toList();
        List<Evidence> all =
                Stream.concat(still.stream(), others.stream().map(Evidence::of)).toList();
        int freedom = all.stream().mapToInt(Evidence::freedom).sum();
        if (chance == 0 || freedom < LEAST_FREEDOM) {
            return still.stream().map(one -> false).toList();
        }
        double variance = all.stream().mapToDouble(Evidence::squares).sum() / freedom;
        Evidence best = all.stream()
                .filter(one -> one.steps() > 0)
                .reduce((one, other) -> other.mean() > one.mean() ? other : one)
                .orElseThrow();
        return still.stream()
                .map(one -> one.steps() > 0 && one.mean() < best.mean() && one.overtakes(best, variance) < chance)
                .toList();
    }

    /** The same for trajectories of the decode loop. */
    List<Boolean> ofTrajectories(List<Trajectory> thinking, List<Trajectory> others) {
        return givenUp(
                thinking.stream().map(Trajectory::stepScores).toList(),
                others.stream()
                        .filter(one -> one.ending() != Trajectory.Ending.STOPPED)
                        .map(Trajectory::stepScores)
                        .toList());
    }

    /**
     * What the steps of one trajectory say.
     *
     * @param mean of their log-odds
     * @param squares sum of the squared distances from it
     */
    private record Evidence(int steps, double mean, double squares) {

        static Evidence of(List<Double> scores) {
            double[] odds = scores.stream().mapToDouble(Evidence::logOdds).toArray();
            double mean = 0;
            for (double one : odds) {
                mean += one / odds.length;
            }
            double squares = 0;
            for (double one : odds) {
                squares += (one - mean) * (one - mean);
            }
            return new Evidence(odds.length, mean, squares);
        }

        private static double logOdds(double score) {
            double inside = Math.min(1 - NEAREST, Math.max(NEAREST, score));
            return Math.log(inside / (1 - inside));
        }

        int freedom() {
            return Math.max(0, steps - 1);
        }

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
}
