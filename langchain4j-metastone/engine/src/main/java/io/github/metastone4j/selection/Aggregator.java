package io.github.metastone4j.selection;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/**
 * Turns the scores of a trajectory's steps into the one score of the trajectory.
 *
 * <p>A step score is a probability in [0, 1]: the sigmoid of the head's logit. So is every aggregate. The method is
 * MetaStone-S1, arXiv 2507.01951, whose reference is {@link #GEOMETRIC_MEAN}; the others are those of its ablation, and
 * the minimum, the usual choice of process reward models.
 */
public enum Aggregator {
    /**
     * The reference: {@code exp(mean(ln(max(score, 1e-10))))}. One weak step weighs heavily, but the floor keeps a single
     * step from deciding alone.
     */
    GEOMETRIC_MEAN("geometric mean of step scores") {
        @Override
        double over(double[] scores) {
            return Math.exp(sum(scores, score -> Math.log(Math.max(score, FLOOR))) / scores.length);
        }
    },
    /** The arithmetic mean. More lenient towards steps that a later one corrects. */
    MEAN("mean of step scores") {
        @Override
        double over(double[] scores) {
            return sum(scores, score -> score) / scores.length;
        }
    },
    /** The product, so that more steps always mean a lower score. Summed in log space; a score of 0 gives 0. */
    PRODUCT("product of step scores") {
        @Override
        double over(double[] scores) {
            return Math.exp(sum(scores, Math::log));
        }
    },
    /** The weakest step. */
    MIN("minimum of step scores") {
        @Override
        double over(double[] scores) {
            return Arrays.stream(scores).min().orElseThrow();
        }
    },
    /** The last step alone. */
    LAST("score of the last step") {
        @Override
        double over(double[] scores) {
            return scores[scores.length - 1];
        }
    };

    private static final double FLOOR = 1e-10;

    private final String phrase;

    Aggregator(String phrase) {
        this.phrase = phrase;
    }

    /**
     * The score of a trajectory, in [0, 1].
     *
     * @param stepScores probabilities in [0, 1], in the order of the steps
     * @throws IllegalArgumentException if there is no step, or a score is not a probability
     */
    public double aggregate(double... stepScores) {
        if (stepScores.length == 0) {
            throw new IllegalArgumentException(
                    "a trajectory without steps has no " + phrase + "; ask a Selector, which knows what to do then");
        }
        for (int step = 0; step < stepScores.length; step++) {
            requireProbability(step, stepScores[step]);
        }
        return over(stepScores);
    }

    /** As {@link #aggregate(double...)}. */
    public double aggregate(List<Double> stepScores) {
        return aggregate(stepScores.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** The same as far as a trajectory has come: 0 before its first step, as the selectors have it. */
    public double aggregateOrZero(List<Double> stepScores) {
        return stepScores.isEmpty() ? 0 : aggregate(stepScores);
    }

    /**
     * Reads an aggregator as people write it: the constant's name or a common synonym such as {@code geometric}, {@code
     * average} or {@code last-step}, in any case, with spaces, hyphens or underscores.
     *
     * @throws IllegalArgumentException if nothing is known by that name
     */
    public static Aggregator parse(String text) {
        return switch (text.toLowerCase(Locale.ROOT).replaceAll("[\\s_-]", "")) {
            case "geometric", "geometricmean" -> GEOMETRIC_MEAN;
            case "mean", "arithmetic", "arithmeticmean", "average" -> MEAN;
            case "product", "prod" -> PRODUCT;
            case "min", "minimum", "weakest" -> MIN;
            case "last", "laststep" -> LAST;
            default ->
                throw new IllegalArgumentException(
                        "unknown aggregator '" + text + "'; choose one of geometric-mean, mean, product, min, last");
        };
    }

    /** The spelling for settings and reports, for example {@code geometric-mean}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What the number is, for a sentence: "geometric mean of step scores". */
    String phrase() {
        return phrase;
    }

    abstract double over(double[] scores);

    static void requireProbability(int step, double score) {
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException(
                    "the score of step " + step + " is " + score
                            + ", not a probability in [0, 1]; apply the sigmoid to logits, and look for NaN in the head's weights");
        }
    }

    private static double sum(double[] scores, DoubleUnaryOperator term) {
        return Arrays.stream(scores).map(term).sum();
    }
}
