package io.github.metastone4j.cli;

import io.github.metastone4j.kernel.LossSettings.StepLoss;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.training.FrozenHeadTraining;
import io.github.metastone4j.training.FrozenHeadTraining.Settings;
import io.github.metastone4j.training.FrozenHeadTraining.Unit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** How a score head is fitted to features that are there. */
final class HeadArguments {

    private static final Settings STANDARD = Settings.standard();

    @Option(
            names = "--loss",
            paramLabel = "NAME",
            description =
                    "spr (the paper's: only steps the head agrees with), spr-balanced (with the published code's class"
                            + " balance), spr-soft (steps by the probability the head gives their outcome), or bce (all steps)."
                            + " Default: spr")
    private String loss = name(STANDARD.loss());

    @Option(names = "--label-smoothing", paramLabel = "E", description = "0 to 1. Default: 0")
    private double labelSmoothing = STANDARD.labelSmoothing();

    @Option(names = "--dropout", paramLabel = "P", description = "0 to 1. Default: 0.5")
    private double dropout = STANDARD.dropout();

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
                constant("--loss", loss, StepLoss.values()),
                labelSmoothing,
                dropout,
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

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <T extends Enum<T>> T constant(String option, String text, T[] values) {
        return Arrays.stream(values)
                .filter(value -> name(value).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(option + " is '" + text + "'; use "
                        + Arrays.stream(values).map(HeadArguments::name).collect(Collectors.joining(", "))));
    }
}
