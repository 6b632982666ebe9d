package io.github.metastone4j.checkpoint;

import java.util.Objects;

/**
 * Rotary position embedding: how fast each pair of a head's dimensions turns from one position to the next.
 *
 * @param headDim dimensions of an attention head; even
 * @param theta the base of the wave lengths, more than 1; 10000 in the paper
 * @param scaling how the frequencies are stretched for long contexts
 */
public record RotaryEmbedding(int headDim, double theta, RotaryScaling scaling) {

    private static final double DEFAULT_THETA = 10_000;

    /** @throws IllegalArgumentException if a value is out of range */
    public RotaryEmbedding {
        Objects.requireNonNull(scaling, "scaling");
        if (headDim < 2 || headDim % 2 != 0 || headDim > ModelConfig.MAX_HEAD_DIM) {
            throw new IllegalArgumentException(
                    "head_dim is " + headDim + "; it must be even and between 2 and " + ModelConfig.MAX_HEAD_DIM);
        }
        if (!(theta > 1 && theta <= 1e12)) {
            throw new IllegalArgumentException("rope_theta is " + theta + "; it must be more than 1 and at most 1e12");
        }
    }

    /** Radians per position for each pair of dimensions, {@code [headDim / 2]}. */
    public float[] inverseFrequencies() {
        float[] plain = new float[headDim / 2];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = 1 / (float) Math.pow(theta, 2f * i / headDim);
        }
        return scaling.scale(plain, this);
    }

    /** What cosines and sines are multiplied by; 1 unless the scaling is yarn. */
    public float attentionFactor() {
        return scaling.attentionFactor();
    }

    /**
     * Reads either spelling: {@code rope_theta} and {@code rope_scaling} at the top, or both in
     * {@code rope_parameters}.
     */
    static RotaryEmbedding read(JsonFields config, int headDim) {
        JsonFields old = config.object("rope_scaling");
        JsonFields rope = old != null ? old : config.object("rope_parameters");
        if (rope == null) {
            requireFullRotation(config);
            return new RotaryEmbedding(headDim, config.number("rope_theta", DEFAULT_THETA), new RotaryScaling.None());
        }
        if (rope.node().properties().stream().anyMatch(field -> field.getValue().isObject())) {
            throw new CheckpointException(
                    config.source() + " has rope parameters per kind of layer; one set for all layers is supported");
        }
        requireFullRotation(config);
        requireFullRotation(rope);
        double theta = rope.number("rope_theta", config.number("rope_theta", DEFAULT_THETA));
        return new RotaryEmbedding(headDim, theta, scaling(config, rope));
    }

    private static RotaryScaling scaling(JsonFields config, JsonFields rope) {
        String type = rope.text("rope_type", rope.text("type", "default"));
        return switch (type) {
            case "default" -> new RotaryScaling.None();
            case "linear" -> new RotaryScaling.Linear(rope.number("factor"));
            case "llama3" ->
                new RotaryScaling.Llama3(
                        rope.number("factor"),
                        rope.number("low_freq_factor"),
                        rope.number("high_freq_factor"),
                        originalMaxPositions(config, rope));
            case "yarn" -> yarn(config, rope);
            default ->
                throw new CheckpointException(config.source() + ": rope_type '" + type
                        + "' is not supported; supported are default, linear, llama3 and yarn");
        };
    }

    private static RotaryScaling yarn(JsonFields config, JsonFields rope) {
        int original = originalMaxPositions(config, rope);
        double factor = rope.number("factor", config.integer("max_position_embeddings") / (double) original);
        double mscale = rope.number("mscale", 0);
        double mscaleAllDim = rope.number("mscale_all_dim", 0);
        float inferred = mscale != 0 && mscaleAllDim != 0
                ? RotaryScaling.Yarn.attentionFactor(factor, mscale, mscaleAllDim)
                : RotaryScaling.Yarn.attentionFactor(factor);
        return new RotaryScaling.Yarn(
                factor,
                (float) rope.number("attention_factor", inferred),
                rope.number("beta_fast", 32),
                rope.number("beta_slow", 1),
                rope.flag("truncate", true),
                original);
    }

    /** At the top, where some models have it, it counts first; where there is none, nothing was stretched yet. */
    private static int originalMaxPositions(JsonFields config, JsonFields rope) {
        String name = "original_max_position_embeddings";
        return config.has(name) ? config.integer(name) : rope.integer(name, config.integer("max_position_embeddings"));
    }

    private static void requireFullRotation(JsonFields fields) {
        double rotated = fields.number("partial_rotary_factor", 1);
        if (rotated != 1) {
            throw new CheckpointException(fields.source() + ": partial_rotary_factor is " + rotated
                    + "; only models that rotate whole heads (1.0) are supported");
        }
    }
}
