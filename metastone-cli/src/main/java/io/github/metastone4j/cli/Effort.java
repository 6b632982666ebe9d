package io.github.metastone4j.cli;

import io.github.metastone4j.ReasoningEffort;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many trajectories compete: as a mode of the method, or as a number. */
final class Effort {

    @Option(
            names = "--effort",
            paramLabel = "MODE",
            description = "low, medium or high: 2, 8 or 32 trajectories. Default: medium")
    private @Nullable ReasoningEffort mode;

    @Option(
            names = {"-k", "--trajectories"},
            paramLabel = "K",
            description = "How many trajectories compete")
    private @Nullable Integer trajectories;

    int trajectories() {
        Integer number = SamplingArguments.atLeastOne("--trajectories", trajectories);
        if (number != null) {
            return number;
        }
        return (mode == null ? ReasoningEffort.MEDIUM : mode).trajectories();
    }
}
