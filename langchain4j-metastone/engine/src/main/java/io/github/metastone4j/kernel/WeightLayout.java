package io.github.metastone4j.kernel;

import io.github.metastone4j.checkpoint.ModelConfig;
import io.github.metastone4j.checkpoint.ScoreHead;
import io.github.metastone4j.checkpoint.StoredTensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order in which {@code decode.py} takes a model's tensors: three for the whole, eighteen for each layer, and, if there
 * is one, four for the score head.
 *
 * <p>Internal: what is public is so for the training code, which keeps its tensors in the same order.
 */
public final class WeightLayout {

    /** A place whose tensor the architecture doesn't have; an empty tensor stands there. */
    public static final String ABSENT = "";

    /** Names of the score head's tensors, in order. */
    public static final List<String> SCORE_HEAD = List.of("0.weight", "0.bias", "3.weight", "3.bias");

    /** The place of the output layer; absent where it is the embedding. */
    static final int LM_HEAD = 2;

    static final String EMBEDDING = "model.embed_tokens.weight";

    private static final int BEFORE_LAYERS = 3;
    private static final int PER_LAYER = 18;

    private WeightLayout() {}

    /** Names as in a Hugging Face checkpoint, without the score head. */
    public static List<String> names(ModelConfig config) {
        List<String> names = new ArrayList<>();
        names.add(EMBEDDING);
        names.add("model.norm.weight");
        names.add(config.tieWordEmbeddings() ? ABSENT : "lm_head.weight");
        for (int i = 0; i < config.layers(); i++) {
            String layer = "model.layers." + i + ".";
            names.add(layer + "input_layernorm.weight");
            for (String projection : List.of("q_proj", "k_proj", "v_proj")) {
                names.add(layer + "self_attn." + projection + ".weight");
                names.add(config.qkvBias() ? layer + "self_attn." + projection + ".bias" : ABSENT);
            }
            names.add(config.queryKeyNorm() ? layer + "self_attn.q_norm.weight" : ABSENT);
            names.add(config.queryKeyNorm() ? layer + "self_attn.k_norm.weight" : ABSENT);
            names.add(layer + "self_attn.o_proj.weight");
            names.add(config.outputBias() ? layer + "self_attn.o_proj.bias" : ABSENT);
            names.add(layer + "post_attention_layernorm.weight");
            for (String projection : List.of("gate_proj", "up_proj", "down_proj")) {
                names.add(layer + "mlp." + projection + ".weight");
                names.add(config.mlpBias() ? layer + "mlp." + projection + ".bias" : ABSENT);
            }
        }
        return names;
    }

    /** Whether a tensor is the weight of a linear map (and so may be packed), not an embedding or a norm. */
    static boolean isMatrix(String name) {
        return name.endsWith("_proj.weight") || name.equals("lm_head.weight");
    }

    /** The layer beside which a tensor is placed when layers are split over devices. */
    public static int layerOf(int place, int layers) {
        if (place == 0) {
            return 0;
        }
        return place < BEFORE_LAYERS ? layers - 1 : (place - BEFORE_LAYERS) / PER_LAYER;
    }

    /** What the numeric code is told of a model's shape: layers, key-value heads, head size, and the layer it taps. */
    public static long[] shape(ModelConfig config, @Nullable ScoreHead head) {
        return new long[] {config.layers(), config.keyValueHeads(), config.headDim(), tap(config, head)};
    }

    /** The layer whose input the score head reads. */
    public static int tap(ModelConfig config, @Nullable ScoreHead head) {
        Integer layer = head == null ? null : head.layer();
        return layer == null ? config.layers() - 1 : layer;
    }

    /** The head's shapes for a hidden size, in the order of {@link #SCORE_HEAD}. */
    public static List<long[]> headShapes(long hiddenSize) {
        return List.of(
                new long[] {2 * hiddenSize, hiddenSize},
                new long[] {2 * hiddenSize},
                new long[] {1, 2 * hiddenSize},
                new long[] {1});
    }

    /** The head's tensors in the order of {@link #SCORE_HEAD}. */
    public static List<StoredTensor> headTensors(ScoreHead head) {
        return List.of(head.hiddenWeight(), head.hiddenBias(), head.outWeight(), head.outBias());
    }
}
