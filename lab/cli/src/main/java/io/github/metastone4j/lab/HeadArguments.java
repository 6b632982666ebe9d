package io.github.metastone4j.lab;

import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.training.FrozenHeadTraining;
import io.github.metastone4j.training.FrozenHeadTraining.Settings;
import io.github.metastone4j.training.FrozenHeadTraining.Unit;
import java.util.List;
import picocli.CommandLine.Option;

/** How a score head is fitted to features that are there. */
final class HeadArguments extends StepLossArguments {

    private static final Settings STANDARD = Settings.standard();

    @Option(
            names = "--no-balance",
            description =
                    "Learn from all trajectories as they are, rather than as much from right as from wrong ones of"
                            + " each problem")
    private boolean unbalanced;

    @Option(
            names = "--warm-up-epochs",
            paramLabel = "N",
            description = "Of plain cross-entropy, before --loss. Default: 2")
    private int warmUpEpochs = STANDARD.warmUpEpochs();

    @Option(names = "--epochs", paramLabel = "N", description = "At most, behind those. Default: 20")
    private int epochs = STANDARD.epochs();

    @Option(
            names = "--patience",
            paramLabel = "N",
            description = "Epochs without a better AUC after which it ends. Default: 4")
    private int patience = STANDARD.patience();

    @Option(names = "--batch", paramLabel = "N", description = "Steps in a minibatch, about. Default: 1024")
    private int batch = STANDARD.batchSteps();

    @Option(
            names = "--unit",
            paramLabel = "NAME",
            description = "What counts alike: trajectories or steps. Default: trajectories")
    private String unit = name(STANDARD.unit());

    @Option(names = "--learning-rate", paramLabel = "R", description = "At its peak. Default: 0.001")
    private double learningRate = STANDARD.learningRate();

    @Option(names = "--weight-decay", paramLabel = "D", description = "Default: 0.01")
    private double weightDecay = STANDARD.weightDecay();

    @Option(
            names = "--head-seeds",
            paramLabel = "S",
            split = ",",
            description = "One head each, such as 1,2,3; the best is written, the spread told. Default: 1")
    private List<Long> seeds = STANDARD.seeds();

    FrozenHeadTraining.Settings settings(Aggregator aggregator) {
        return new Settings(
                loss(),
                labelSmoothing(),
                dropout(),
                !unbalanced,
                warmUpEpochs,
                epochs,
                patience,
                batch,
                constant("--unit", unit, Unit.values()),
                learningRate,
                weightDecay,
                aggregator,
                seeds);
    }
}
