package io.github.metastone4j;

import org.jspecify.annotations.Nullable;

/**
 * How many thinking trajectories compete for one answer.
 *
 * <p>The values are those of the method (MetaStone-S1, section 4): low 2, medium 8, high 32.
 */
public enum ReasoningEffort {
    LOW(2),
    MEDIUM(8),
    HIGH(32);

    private final int trajectories;

    ReasoningEffort(int trajectories) {
        this.trajectories = trajectories;
    }

    /** The number of trajectories sampled, k. */
    public int trajectories() {
        return trajectories;
    }

    /** The effort of so many trajectories, or null if it has no name. */
    public static @Nullable ReasoningEffort of(int trajectories) {
        for (ReasoningEffort effort : values()) {
            if (effort.trajectories == trajectories) {
                return effort;
            }
        }
        return null;
    }
}
