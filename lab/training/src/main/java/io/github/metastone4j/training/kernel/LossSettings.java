package io.github.metastone4j.training.kernel;

/**
 * What a training pass minimises: {@code policyWeight * token loss + headWeight * step loss + selfWeight * token score loss}.
 *
 * @param coupling how much of the step loss's gradient reaches the decoder, 0 to 1 (paper: 1e-4)
 * @param dropout of the score head's hidden layer, 0 to 1 (paper: 0.5)
 * @param labelSmoothing how far what the head is to say moves from the outcome to one half, 0 to 1 (paper: 0)
 * @param policyLoss for tokens that carry an advantage; other tokens are imitated
 * @param selfWeight of the token score loss, 0 or more: at every token that is learnt the head is to say how likely the
 *     policy made it. That needs no outcome, and teaches a small decoder to bring what it would have written itself to
 *     where the head reads (not in the paper, where it is 0)
 */
public record LossSettings(
        double policyWeight,
        double headWeight,
        StepLoss stepLoss,
        double coupling,
        double dropout,
        double labelSmoothing,
        PolicyLoss policyLoss,
        double selfWeight) {

    /** The step losses, each with the number {@code step_loss} in {@code train.py} knows it by. */
    public enum StepLoss {
        /** Section 3.2 of the paper: a step counts only where the head already agrees with its trajectory's outcome. */
        SPR(0),
        /** The same with the class balance of the published code. */
        SPR_BALANCED(1),
        /** Plain binary cross-entropy on every step. */
        BCE(2),
        /** SPR with a soft filter: a step counts by the probability the head gives its trajectory's outcome. */
        SPR_SOFT(3);

        final int code;

        StepLoss(int code) {
            this.code = code;
        }
    }

    public LossSettings {
        if (!(coupling >= 0 && coupling <= 1) || !(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException(
                    "coupling must lie in [0, 1] and dropout in [0, 1); got " + coupling + " and " + dropout);
        }
        if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
            throw new IllegalArgumentException("label smoothing must lie in [0, 1); got " + labelSmoothing);
        }
        if (!(selfWeight >= 0)) {
            throw new IllegalArgumentException("the weight of the token scores may not be negative; got " + selfWeight);
        }
    }

    /** Without scores of tokens. */
    public LossSettings(
            double policyWeight,
            double headWeight,
            StepLoss stepLoss,
            double coupling,
            double dropout,
            double labelSmoothing,
            PolicyLoss policyLoss) {
        this(policyWeight, headWeight, stepLoss, coupling, dropout, labelSmoothing, policyLoss, 0);
    }

    /** Without label smoothing and scores of tokens, and with the paper's policy loss. */
    public LossSettings(double policyWeight, double headWeight, StepLoss stepLoss, double coupling, double dropout) {
        this(policyWeight, headWeight, stepLoss, coupling, dropout, 0, PolicyLoss.paper());
    }

    /** The same with both losses weighed by further factors. */
    public LossSettings scaled(double policy, double head) {
        return new LossSettings(
                policy * policyWeight,
                head * headWeight,
                stepLoss,
                coupling,
                dropout,
                labelSmoothing,
                policyLoss,
                policy * selfWeight);
    }

    /** The step loss alone, on features that are given: what a head on a frozen policy minimises. */
    public static LossSettings headOnly(StepLoss stepLoss, double dropout, double labelSmoothing) {
        return new LossSettings(0, 1, stepLoss, 0, dropout, labelSmoothing, PolicyLoss.paper());
    }

    /** The same with the head scoring tokens as well. */
    public LossSettings withSelfWeight(double weight) {
        return new LossSettings(
                policyWeight, headWeight, stepLoss, coupling, dropout, labelSmoothing, policyLoss, weight);
    }

    /** Next-token loss alone. */
    public static LossSettings policyOnly() {
        return new LossSettings(1, 0, StepLoss.SPR, 0, 0);
    }
}
