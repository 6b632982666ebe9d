package io.github.metastone4j.sample;

import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.checkpoint.ModelConfig;
import io.github.metastone4j.kernel.Decoder;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the page says about the model.
 *
 * @param device where it runs
 * @param dtype what it computes in
 * @param parameters of decoder layers and embeddings; the score head's few are not counted
 * @param weightBytes of these parameters
 * @param cacheBytesPerToken keys and values of one token of one trajectory
 * @param contextLength tokens of prompt, thinking and answer together
 */
public record ModelFacts(
        String name,
        String device,
        String dtype,
        int layers,
        long parameters,
        long weightBytes,
        long cacheBytesPerToken,
        int contextLength,
        int vocabulary) {

    static ModelFacts of(ReflectiveModel model) {
        ModelConfig config = model.checkpoint().config();
        long parameters = config.tensorShapes().values().stream()
                .mapToLong(shape -> shape.stream().reduce(1L, (a, b) -> a * b))
                .sum();
        Decoder decoder = decoder(model);
        Dtype dtype = decoder == null ? config.dtype() : decoder.dtype();
        return new ModelFacts(
                model.name(),
                decoder == null
                        ? "elsewhere"
                        : String.join(", ", decoder.placement().devices()),
                dtype.name().toLowerCase(Locale.ROOT),
                config.layers(),
                parameters,
                parameters * dtype.bytes(),
                decoder == null ? 0 : decoder.bytesPerPosition(),
                config.maxPositionEmbeddings(),
                config.vocabSize());
    }

    /** Null if the model runs on an engine of somebody's own. */
    private static @Nullable Decoder decoder(ReflectiveModel model) {
        try {
            return model.decoder();
        } catch (IllegalStateException e) {
            return null;
        }
    }
}
