package io.github.metastone4j.cli;

import io.github.metastone4j.ReasoningEffort;
import io.github.metastone4j.effort.Economy;
import io.github.metastone4j.generation.GenerationRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many trajectories compete: as a mode of the method, or as a number. */
final class Effort {

    @Option(
            names = "--effort",
            paramLabel = "MODE",
            description = "low, medium or high: 2, 8 or 32 trajectories; auto: as many as are needed, at most 32."
                    + " Default: medium")
    private @Nullable String mode;

    @Option(
            names = {"-k", "--trajectories"},
            paramLabel = "K",
            description = "How many trajectories compete")
    private @Nullable Integer trajectories;

    int trajectories() {
        return trajectories == null ? ofMode().trajectories() : inRange(trajectories);
    }

    Economy economy() {
        return trajectories == null ? ofMode().economy() : Economy.NONE;
    }

    private ReasoningEffort ofMode() {
        return switch (mode == null ? "medium" : mode.toLowerCase(Locale.ROOT)) {
            case "low" -> ReasoningEffort.LOW;
            case "medium" -> ReasoningEffort.MEDIUM;
            case "high" -> ReasoningEffort.HIGH;
            case "auto" -> ReasoningEffort.AUTO;
            default -> throw new IllegalArgumentException("--effort is '" + mode + "'; use low, medium, high or auto");
        };
    }

    private static int inRange(int k) {
        if (k < 1 || k > GenerationRequest.MAX_TRAJECTORIES) {
            throw new IllegalArgumentException(
                    "--trajectories is " + k + "; it must be between 1 and " + GenerationRequest.MAX_TRAJECTORIES);
        }
        return k;
    }
}
