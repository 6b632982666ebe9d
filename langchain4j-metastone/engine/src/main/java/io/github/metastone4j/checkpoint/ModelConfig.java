package io.github.metastone4j.checkpoint;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a decoder, as config.json describes it.
 *
 * @param family which architecture
 * @param vocabSize rows of the embedding, at least as many as the tokenizer has tokens
 * @param hiddenSize width of the residual stream
 * @param intermediateSize width inside the MLP
 * @param layers decoder layers; at least 2, because step scores are taken before the last one
 * @param heads query heads
 * @param keyValueHeads key and value heads; divides {@code heads}
 * @param rmsNormEps what RMS norms add under the root
 * @param maxPositionEmbeddings longest context in tokens
 * @param tieWordEmbeddings whether the output layer is the embedding itself
 * @param qkvBias whether query, key and value projections have a bias
 * @param outputBias whether the attention's output projection has one
 * @param mlpBias whether the MLP's projections have one
 * @param dtype the type the checkpoint says its weights have
 * @param eosTokenIds tokens that end a text; may be empty
 * @param bosTokenId the token that begins a text, if there is one
 * @param rope how positions are encoded; it holds the head dimension
 */
public record ModelConfig(
        ModelFamily family,
        int vocabSize,
        int hiddenSize,
        int intermediateSize,
        int layers,
        int heads,
        int keyValueHeads,
        double rmsNormEps,
        int maxPositionEmbeddings,
        boolean tieWordEmbeddings,
        boolean qkvBias,
        boolean outputBias,
        boolean mlpBias,
        Dtype dtype,
        List<Integer> eosTokenIds,
        @Nullable Integer bosTokenId,
        RotaryEmbedding rope) {

    /** The same model with another number of layers. */
    public ModelConfig withLayers(int count) {
        return new ModelConfig(
                family,
                vocabSize,
                hiddenSize,
                intermediateSize,
                count,
                heads,
                keyValueHeads,
                rmsNormEps,
                maxPositionEmbeddings,
                tieWordEmbeddings,
                qkvBias,
                outputBias,
                mlpBias,
                dtype,
                eosTokenIds,
                bosTokenId,
                rope);
    }

    // Far above any model there is: what exceeds them is a damaged or hostile file.
    static final int MAX_HEAD_DIM = 1024;
    private static final int MAX_VOCABULARY = 1 << 22;
    private static final int MAX_WIDTH = 1 << 20;
    private static final int MAX_LAYERS = 1024;
    private static final int MAX_HEADS = 4096;
    private static final int MAX_POSITIONS = 1 << 26;

    /** Qwen3's head dimension where config.json gives none; the other families divide the hidden size. */
    private static final int QWEN3_HEAD_DIM = 128;

    /** @throws IllegalArgumentException if a value is out of range or two do not fit; the message has config.json's name */
    public ModelConfig {
        Objects.requireNonNull(family, "family");
        Objects.requireNonNull(dtype, "dtype");
        Objects.requireNonNull(rope, "rope");
        eosTokenIds = List.copyOf(eosTokenIds);
        requireRange("vocab_size", vocabSize, 1, MAX_VOCABULARY);
        requireRange("hidden_size", hiddenSize, 1, MAX_WIDTH);
        requireRange("intermediate_size", intermediateSize, 1, MAX_WIDTH);
        requireRange("num_hidden_layers", layers, 2, MAX_LAYERS);
        requireRange("num_attention_heads", heads, 1, MAX_HEADS);
        requireRange("num_key_value_heads", keyValueHeads, 1, heads);
        requireRange("max_position_embeddings", maxPositionEmbeddings, 1, MAX_POSITIONS);
        if (heads % keyValueHeads != 0) {
            throw new IllegalArgumentException(
                    "num_attention_heads " + heads + " is not a multiple of num_key_value_heads " + keyValueHeads);
        }
        if (!(rmsNormEps > 0 && rmsNormEps < 1)) {
            throw new IllegalArgumentException("rms_norm_eps is " + rmsNormEps + "; it must be between 0 and 1");
        }
        for (int id : eosTokenIds) {
            requireRange("eos_token_id", id, 0, vocabSize - 1);
        }
        if (bosTokenId != null) {
            requireRange("bos_token_id", bosTokenId, 0, vocabSize - 1);
        }
    }

    /**
     * Reads a config.json.
     *
     * @throws MissingCheckpointException if there is no such file
     * @throws CheckpointException if it describes a model that cannot be hosted
     */
    public static ModelConfig read(Path file) {
        JsonFields config = JsonFields.read(file);
        ModelFamily family = ModelFamily.read(config);
        requireSupported(config);
        try {
            int hiddenSize = config.integer("hidden_size");
            int heads = config.integer("num_attention_heads");
            boolean attentionBias = config.flag("attention_bias", false);
            String dtype = config.text("dtype", config.text("torch_dtype", "float32"));
            return new ModelConfig(
                    family,
                    config.integer("vocab_size"),
                    hiddenSize,
                    config.integer("intermediate_size"),
                    config.integer("num_hidden_layers"),
                    heads,
                    config.integer("num_key_value_heads", heads),
                    config.number("rms_norm_eps", 1e-6),
                    config.integer("max_position_embeddings"),
                    config.flag("tie_word_embeddings", false),
                    family == ModelFamily.QWEN2 || attentionBias,
                    family != ModelFamily.QWEN2 && attentionBias,
                    family == ModelFamily.LLAMA && config.flag("mlp_bias", false),
                    Dtype.parse(dtype),
                    config.tokenIds("eos_token_id"),
                    config.integerOrNull("bos_token_id"),
                    RotaryEmbedding.read(config, headDim(config, family, hiddenSize, heads)));
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(config.source() + ": " + e.getMessage(), e);
        }
    }

    /** Dimensions of an attention head. */
    public int headDim() {
        return rope.headDim();
    }

    /** Whether queries and keys are normalised per head. */
    public boolean queryKeyNorm() {
        return family == ModelFamily.QWEN3;
    }

    /** Every tensor the decoder consists of, by its name in the checkpoint, with its shape. */
    public Map<String, List<Long>> tensorShapes() {
        long hidden = hiddenSize;
        long inner = intermediateSize;
        long queries = (long) heads * headDim();
        long keys = (long) keyValueHeads * headDim();
        List<Long> embedding = List.of((long) vocabSize, hidden);
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        shapes.put("model.embed_tokens.weight", embedding);
        for (int layer = 0; layer < layers; layer++) {
            String at = "model.layers." + layer + ".";
            shapes.put(at + "input_layernorm.weight", List.of(hidden));
            putLinear(shapes, at + "self_attn.q_proj", queries, hidden, qkvBias);
            putLinear(shapes, at + "self_attn.k_proj", keys, hidden, qkvBias);
            putLinear(shapes, at + "self_attn.v_proj", keys, hidden, qkvBias);
            putLinear(shapes, at + "self_attn.o_proj", hidden, queries, outputBias);
            if (queryKeyNorm()) {
                shapes.put(at + "self_attn.q_norm.weight", List.of((long) headDim()));
                shapes.put(at + "self_attn.k_norm.weight", List.of((long) headDim()));
            }
            shapes.put(at + "post_attention_layernorm.weight", List.of(hidden));
            putLinear(shapes, at + "mlp.gate_proj", inner, hidden, mlpBias);
            putLinear(shapes, at + "mlp.up_proj", inner, hidden, mlpBias);
            putLinear(shapes, at + "mlp.down_proj", hidden, inner, mlpBias);
        }
        shapes.put("model.norm.weight", List.of(hidden));
        if (!tieWordEmbeddings) {
            shapes.put("lm_head.weight", embedding);
        }
        return shapes;
    }

    private static void putLinear(
            Map<String, List<Long>> shapes, String name, long outputs, long inputs, boolean bias) {
        shapes.put(name + ".weight", List.of(outputs, inputs));
        if (bias) {
            shapes.put(name + ".bias", List.of(outputs));
        }
    }

    private static int headDim(JsonFields config, ModelFamily family, int hiddenSize, int heads) {
        if (config.has("head_dim")) {
            return config.integer("head_dim");
        }
        if (family == ModelFamily.QWEN3) {
            return QWEN3_HEAD_DIM;
        }
        if (heads < 1 || hiddenSize % heads != 0) {
            throw new IllegalArgumentException("hidden_size " + hiddenSize
                    + " is not a multiple of num_attention_heads " + heads + ", and there is no head_dim");
        }
        return hiddenSize / heads;
    }

    /** Refuses what would be computed wrongly if it were ignored. */
    private static void requireSupported(JsonFields config) {
        JsonFields quantization = config.object("quantization_config");
        if (quantization != null) {
            throw new CheckpointException(config.source() + ": weights quantised as '"
                    + quantization.text("quant_method", "unknown")
                    + "' are not supported; use the checkpoint in float32, float16 or bfloat16");
        }
        String activation = config.text("hidden_act", "silu");
        if (!activation.equals("silu")) {
            throw new CheckpointException(
                    config.source() + ": hidden_act '" + activation + "' is not supported; 'silu' is");
        }
        if (config.flag("use_sliding_window", false)
                || !config.texts("layer_types").stream().allMatch("full_attention"::equals)) {
            throw new CheckpointException(config.source()
                    + ": sliding-window attention is not supported; if the model works without it, set"
                    + " use_sliding_window to false");
        }
    }

    private static void requireRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be between " + min + " and " + max);
        }
    }
}
