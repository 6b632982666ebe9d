package io.github.metastone4j;

import io.github.metastone4j.effort.Economy;
import org.jspecify.annotations.Nullable;

/**
 * How many thinking trajectories compete for one answer.
 *
 * <p>Low, medium and high are those of the method (MetaStone-S1, section 4): 2, 8 and 32. {@link #AUTO} is ours.
 */
public enum ReasoningEffort {
    LOW(2),
    MEDIUM(8),
    HIGH(32),
    /**
     * As many as the question needs, at most 32: a few first, and more only while they might change the answer; those that can
     * hardly win are stopped. How sure is sure enough, the chat model's builder says, else the checkpoint's calibration.
     */
    AUTO(32);

    private final int trajectories;

    ReasoningEffort(int trajectories) {
        this.trajectories = trajectories;
    }

    /** The number of trajectories sampled, k; with {@link #AUTO} the most there may be. */
    public int trajectories() {
        return trajectories;
    }

    /** Where fewer tokens than those of all trajectories may do. */
    public Economy economy() {
        return this == AUTO ? Economy.CALIBRATED : Economy.NONE;
    }

    /** The effort of so many trajectories, or null if it has no name; never {@link #AUTO}. */
    public static @Nullable ReasoningEffort of(int trajectories) {
        for (ReasoningEffort effort : values()) {
            if (effort.trajectories == trajectories) {
                return effort;
            }
        }
        return null;
    }
}
