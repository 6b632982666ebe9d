package io.github.metastone4j.lab;

import io.github.metastone4j.training.kernel.LossSettings.StepLoss;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** What a score head minimises, whether it learns alone or along with its policy. */
abstract class StepLossArguments {

    @Option(
            names = "--loss",
            paramLabel = "NAME",
            description =
                    "spr (the paper's: only steps the head agrees with), spr-balanced (with the published code's class"
                            + " balance), spr-soft (steps by the probability the head gives their outcome), or bce (all steps)."
                            + " Default: spr")
    private String loss = name(StepLoss.SPR);

    @Option(names = "--label-smoothing", paramLabel = "E", description = "0 to 1. Default: 0")
    private double labelSmoothing;

    @Option(names = "--dropout", paramLabel = "P", description = "0 to 1. Default: 0.5")
    private double dropout = 0.5;

    final StepLoss loss() {
        return constant("--loss", loss, StepLoss.values());
    }

    final double labelSmoothing() {
        return labelSmoothing;
    }

    final double dropout() {
        return dropout;
    }

    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static <T extends Enum<T>> T constant(String option, String text, T[] values) {
        return Arrays.stream(values)
                .filter(value -> name(value).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(option + " is '" + text + "'; use "
                        + Arrays.stream(values).map(StepLossArguments::name).collect(Collectors.joining(", "))));
    }
}
