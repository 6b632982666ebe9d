package io.github.metastone4j.cli;

import io.github.metastone4j.effort.Budget;
import io.github.metastone4j.effort.Economy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What one answer may cost: where fewer tokens than those of all trajectories may do, and when it has to end. */
final class SpendingArguments {

    @Option(
            names = "--confidence",
            paramLabel = "P",
            description = "Begin with four trajectories, and sample no more once the choice is that sure, 0.5 to 1."
                    + " Default: with effort auto as calibrated, else 1, which samples all")
    private @Nullable Double confidence;

    @Option(
            names = "--pruning",
            paramLabel = "P",
            description = "Stop a trajectory while it thinks, once its chance to overtake the best is less, 0 to 0.5."
                    + " Default: with effort auto as calibrated, else 0, which stops none")
    private @Nullable Double pruning;

    @Option(
            names = "--token-budget",
            paramLabel = "N",
            description = "Answer with the best so far once all trajectories together have thought so many tokens")
    private @Nullable Long tokens;

    @Option(
            names = "--time-budget",
            paramLabel = "SECONDS",
            description = "Answer with the best so far once so much time has passed")
    private @Nullable Double seconds;

    /** @param mode what the effort says, where nothing is said here */
    Economy economy(Economy mode) {
        return new Economy(
                confidence == null ? mode.confidence() : confidence, pruning == null ? mode.pruning() : pruning);
    }

    Budget budget() {
        return new Budget(tokens, seconds == null ? null : Duration.ofNanos((long) (seconds * 1e9)));
    }
}
