package io.github.metastone4j;

import org.jspecify.annotations.Nullable;

/**
 * How many thinking trajectories compete for one answer.
 *
 * <p>Low, medium and high are those of the method (MetaStone-S1, section 4): 2, 8 and 32. {@link #AUTO} is ours.
 */
public enum ReasoningEffort {
    LOW(2, 1),
    MEDIUM(8, 1),
    HIGH(32, 1),
    /** As many as the question needs, at most 32: a few first, and more only while they might change the answer. */
    AUTO(32, 0.95);

    private final int trajectories;
    private final double confidence;

    ReasoningEffort(int trajectories, double confidence) {
        this.trajectories = trajectories;
        this.confidence = confidence;
    }

    /** The number of trajectories sampled, k; with {@link #AUTO} the most there may be. */
    public int trajectories() {
        return trajectories;
    }

    /** How sure the choice has to be before no more trajectories are sampled; 1 samples all. */
    public double confidence() {
        return confidence;
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
