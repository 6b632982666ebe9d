package io.github.metastone4j.training.kernel;

/**
 * How a policy learns from tokens that carry an advantage: the loss of GRPO (Shao et al., 2024, equation 3), averaged over
 * the tokens of a batch.
 *
 * @param clip how far the probability of a token may move from what it was when it was drawn before its gradient is held back,
 *     as a ratio, above 0 and below 1 (paper: 0.2)
 * @param divergenceWeight of the low-variance estimate of the divergence from the reference policy, 0 or more (paper: 0.001)
 * @param entropyWeight of the entropy, which is to stay high, 0 or more (paper: 0.001)
 */
public record PolicyLoss(double clip, double divergenceWeight, double entropyWeight) {

    /** Refuses what makes no sense. */
    public PolicyLoss {
        if (!(clip > 0 && clip < 1) || !(divergenceWeight >= 0) || !(entropyWeight >= 0)) {
            throw new IllegalArgumentException(
                    "clip must lie in (0, 1), and the weights of divergence and entropy may not be negative; got "
                            + clip + ", " + divergenceWeight + " and " + entropyWeight);
        }
    }

    /** Clip 0.2, both weights 0.001. */
    public static PolicyLoss paper() {
        return new PolicyLoss(0.2, 0.001, 0.001);
    }
}
