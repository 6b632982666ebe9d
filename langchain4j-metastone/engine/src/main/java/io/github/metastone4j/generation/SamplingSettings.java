package io.github.metastone4j.generation;

/**
 * How next tokens are drawn, in the order in which the settings are applied.
 *
 * @param repetitionPenalty divides (or, below zero, multiplies) the logits of tokens the text already has; 1 is none
 * @param temperature divides all logits; 0 is greedy
 * @param topK draws from so many likeliest tokens; 0 is no limit
 * @param topP draws from the fewest tokens that together have this probability, more than 0, at most 1
 * @param seed the same seed gives the same trajectories, whatever else runs beside them
 */
public record SamplingSettings(double temperature, double topP, int topK, double repetitionPenalty, long seed) {

    /** Checks the ranges; the message names the value. */
    public SamplingSettings {
        require(temperature >= 0 && temperature <= 100, "temperature", temperature, "between 0 (greedy) and 100");
        require(topP > 0 && topP <= 1, "topP", topP, "more than 0 and at most 1");
        require(topK >= 0, "topK", topK, "0 (no limit) or more");
        require(
                repetitionPenalty > 0 && repetitionPenalty <= 100,
                "repetitionPenalty",
                repetitionPenalty,
                "more than 0 and at most 100");
    }

    /** Always the likeliest token. */
    public static SamplingSettings greedy() {
        return new SamplingSettings(0, 1, 0, 1, 0);
    }

    private static void require(boolean holds, String name, double value, String range) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be " + range);
        }
    }

    /**
     * The number in [0, 1) that a trajectory's draw at a position is made with: a function of seed, trajectory and position
     * alone (SplitMix64's finaliser, Steele et al. 2014), so that no draw hangs on which rows ran before or beside it.
     */
    double uniform(int trajectory, int position) {
        long state = mix(seed + 0x9E3779B97F4A7C15L * (trajectory + 1L));
        return (mix(state + 0x9E3779B97F4A7C15L * (position + 1L)) >>> 11) * 0x1p-53;
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
