package io.github.metastone4j.checkpoint;

/**
 * How rotary frequencies are stretched for contexts longer than the pre-training's: the {@code rope_type} of a
 * configuration. Numbers are those of Hugging Face transformers, in float32 like there.
 */
public sealed interface RotaryScaling {

    /** The frequencies to use, given the plain ones; {@code plain} is not changed. */
    float[] scale(float[] plain, RotaryEmbedding rope);

    /** What cosines and sines are multiplied by. */
    default float attentionFactor() {
        return 1;
    }

    /** {@code default}: none. */
    record None() implements RotaryScaling {

        @Override
        public float[] scale(float[] plain, RotaryEmbedding rope) {
            return plain.clone();
        }
    }

    /**
     * {@code linear}: every frequency divided by one factor.
     *
     * @param factor at least 1
     */
    record Linear(double factor) implements RotaryScaling {

        public Linear {
            requireRange("factor", factor, 1, 1e6);
        }

        @Override
        public float[] scale(float[] plain, RotaryEmbedding rope) {
            float[] scaled = new float[plain.length];
            for (int i = 0; i < plain.length; i++) {
                scaled[i] = plain[i] / (float) factor;
            }
            return scaled;
        }
    }

    /**
     * {@code llama3}: long waves divided by the factor, short ones kept, a smooth passage between.
     *
     * @param factor at least 1
     * @param lowFrequencyFactor waves longer than the original context divided by this are divided by the factor
     * @param highFrequencyFactor waves shorter than the original context divided by this are kept; larger than the low one
     * @param originalMaxPositions tokens of context before stretching
     */
    record Llama3(double factor, double lowFrequencyFactor, double highFrequencyFactor, int originalMaxPositions)
            implements RotaryScaling {

        public Llama3 {
            requireRange("factor", factor, 1, 1e6);
            requireRange("low_freq_factor", lowFrequencyFactor, 1e-6, 1e6);
            requireRange("high_freq_factor", highFrequencyFactor, 1e-6, 1e6);
            requireRange("original_max_position_embeddings", originalMaxPositions, 1, Integer.MAX_VALUE);
            if (highFrequencyFactor <= lowFrequencyFactor) {
                throw new IllegalArgumentException("high_freq_factor " + highFrequencyFactor
                        + " must be larger than low_freq_factor " + lowFrequencyFactor);
            }
        }

        @Override
        public float[] scale(float[] plain, RotaryEmbedding rope) {
            float[] scaled = new float[plain.length];
            for (int i = 0; i < plain.length; i++) {
                float waveLength = (float) (2 * Math.PI) / plain[i];
                double wavesInContext = originalMaxPositions / (double) waveLength;
                double keep = (wavesInContext - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor);
                keep = Math.min(1, Math.max(0, keep));
                scaled[i] = (float) ((1 - keep) * plain[i] / factor + keep * plain[i]);
            }
            return scaled;
        }
    }

    /**
     * {@code yarn}: a linear ramp over the dimensions from kept to divided frequencies, and sharper attention.
     *
     * @param factor at least 1
     * @param attentionFactor what cosines and sines are multiplied by; see {@link #attentionFactor(double)}
     * @param betaFast dimensions that turn more often than this in the original context are kept; 32 in the paper
     * @param betaSlow dimensions that turn more seldom than this are divided by the factor; 1 in the paper
     * @param truncate whether the ramp begins and ends at whole dimensions
     * @param originalMaxPositions tokens of context before stretching
     */
    record Yarn(
            double factor,
            float attentionFactor,
            double betaFast,
            double betaSlow,
            boolean truncate,
            int originalMaxPositions)
            implements RotaryScaling {

        public Yarn {
            requireRange("factor", factor, 1, 1e6);
            requireRange("attention_factor", attentionFactor, 1e-6, 1e6);
            requireRange("beta_fast", betaFast, 1e-6, 1e6);
            requireRange("beta_slow", betaSlow, 1e-6, 1e6);
            requireRange("original_max_position_embeddings", originalMaxPositions, 1, Integer.MAX_VALUE);
            if (betaFast < betaSlow) {
                throw new IllegalArgumentException(
                        "beta_fast " + betaFast + " must not be smaller than beta_slow " + betaSlow);
            }
        }

        /** The paper's attention factor, 0.1 ln(factor) + 1, where a configuration gives none. */
        public static float attentionFactor(double factor) {
            return (float) magnitude(factor, 1);
        }

        /** The quotient that configurations with {@code mscale} and {@code mscale_all_dim} ask for. */
        static float attentionFactor(double factor, double mscale, double mscaleAllDim) {
            return (float) (magnitude(factor, mscale) / magnitude(factor, mscaleAllDim));
        }

        private static double magnitude(double factor, double mscale) {
            return factor <= 1 ? 1 : 0.1 * mscale * Math.log(factor) + 1;
        }

        @Override
        public float[] scale(float[] plain, RotaryEmbedding rope) {
            double low = dimensionTurning(betaFast, rope);
            double high = dimensionTurning(betaSlow, rope);
            if (truncate) {
                low = Math.floor(low);
                high = Math.ceil(high);
            }
            low = Math.max(low, 0);
            high = Math.min(high, rope.headDim() - 1);
            if (low == high) {
                high += 0.001; // a step instead of a ramp
            }
            float[] scaled = new float[plain.length];
            for (int i = 0; i < plain.length; i++) {
                float ramp = (float) Math.min(1, Math.max(0, (i - low) / (high - low)));
                scaled[i] = plain[i] / (float) factor * ramp + plain[i] * (1 - ramp);
            }
            return scaled;
        }

        /** The dimension that makes that many turns within the original context. */
        private double dimensionTurning(double turns, RotaryEmbedding rope) {
            return rope.headDim()
                    * Math.log(originalMaxPositions / (turns * 2 * Math.PI))
                    / (2 * Math.log(rope.theta()));
        }
    }

    private static void requireRange(String name, double value, double min, double max) {
        if (!(value >= min && value <= max)) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be between " + min + " and " + max);
        }
    }
}
