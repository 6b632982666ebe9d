package io.github.metastone4j.training.kernel;

/**
 * AdamW (Loshchilov and Hutter, 2019) with clipping of the gradient's norm, for policy and head apart.
 *
 * @param weightDecay applied to matrices only
 */
public record OptimizerSettings(double beta1, double beta2, double weightDecay, double maxGradientNorm) {

    /** As the paper trains policy and head together: betas 0.9 and 0.999, weight decay 0.01, norm 1. */
    public static OptimizerSettings paper() {
        return new OptimizerSettings(0.9, 0.999, 0.01, 1.0);
    }

    /** Betas 0.9 and 0.95, weight decay 0.1, norm 1. */
    public static OptimizerSettings standard() {
        return new OptimizerSettings(0.9, 0.95, 0.1, 1.0);
    }
}
