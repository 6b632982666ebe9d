package io.github.metastone4j.training;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What an {@link Ablation} varies, one at a time. */
public enum AblationFactor {
    /** What the head minimises, and whether epochs of plain cross-entropy come before. */
    LOSS,
    /** Before which layer the head reads. */
    LAYER,
    /** What makes a trajectory's score of its steps': the same head, read otherwise. */
    AGGREGATOR,
    /** Whether right and wrong trajectories of a problem weigh the same. */
    BALANCE,
    /** How many of the problems the head learns from. */
    DATA,
    /** Dropout of the head's hidden layer. */
    DROPOUT,
    /** How much of the head's gradient reaches the policy, where both learn together. */
    COUPLING;

    /**
     * Reads a factor as people write it.
     *
     * @throws IllegalArgumentException if nothing is known by that name
     */
    public static AblationFactor parse(String text) {
        return Arrays.stream(values())
                .filter(one -> one.toString().equals(text.strip().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("nothing called '" + text + "' is varied; choose of "
                        + Arrays.stream(values()).map(AblationFactor::toString).collect(Collectors.joining(", "))));
    }

    /** The spelling for options and reports. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
