package io.github.metastone4j.lab;

import io.github.metastone4j.training.kernel.LossSettings;
import io.github.metastone4j.training.kernel.PolicyLoss;
import picocli.CommandLine.Option;

/** How a policy and its score head learn together. */
final class JointArguments extends StepLossArguments {

    @Option(names = "--policy-rate", paramLabel = "R", description = "Learning rate of the policy. Default: 1e-6")
    double policyRate = 1e-6;

    @Option(names = "--head-rate", paramLabel = "R", description = "Learning rate of the head. Default: 1e-5")
    double headRate = 1e-5;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "Iterations in which both rates rise to that. Default: 0")
    long warmUp;

    @Option(names = "--decay", description = "Let both rates fall along a half cosine to a tenth at the end")
    boolean decay;

    @Option(
            names = "--coupling",
            paramLabel = "C",
            description = "Share of the head's gradient that reaches the policy, 0 to 1. Default: 1e-4")
    private double coupling = 1e-4;

    @Option(
            names = "--balance",
            description =
                    "Learn nothing from problems of which all trajectories are right, or all wrong, and let the head learn"
                            + " as much from the right as from the wrong ones of each other")
    boolean balance;

    @Option(
            names = "--clip",
            paramLabel = "C",
            description =
                    "How far a token's probability may move, as a ratio, before it stops being pushed. Default: 0.2")
    private double clip = PolicyLoss.paper().clip();

    @Option(
            names = "--divergence-weight",
            paramLabel = "W",
            description = "Keeps the policy near the one it started as; 0 saves that one's memory. Default: 0.001")
    private double divergenceWeight = PolicyLoss.paper().divergenceWeight();

    @Option(names = "--entropy-weight", paramLabel = "W", description = "Keeps the policy varied. Default: 0.001")
    private double entropyWeight = PolicyLoss.paper().entropyWeight();

    @Option(names = "--policy-weight", paramLabel = "W", description = "Of the policy's loss. Default: 1")
    private double policyWeight = 1;

    @Option(names = "--head-weight", paramLabel = "W", description = "Of the head's loss. Default: 1")
    private double headWeight = 1;

    @Option(
            names = "--tokens-per-batch",
            paramLabel = "N",
            description = "Positions in one pass, padding included. Default: 4096")
    int tokensPerBatch = 4096;

    @Option(
            names = "--batches-per-update",
            paramLabel = "N",
            description = "Passes whose gradients add up to one update. Default: 4")
    int batchesPerUpdate = 4;

    @Option(
            names = "--recompute",
            description = "Compute activations again instead of keeping them: less memory, a third more time")
    boolean recompute;

    LossSettings lossSettings() {
        return new LossSettings(
                policyWeight,
                headWeight,
                loss(),
                coupling,
                dropout(),
                labelSmoothing(),
                new PolicyLoss(clip, divergenceWeight, entropyWeight));
    }
}
