package io.github.metastone4j.quarkus.runtime;

import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.checkpoint.ModelConfig;
import io.github.metastone4j.checkpoint.ScoreHead;
import io.github.metastone4j.generation.Occupancy;
import io.github.metastone4j.kernel.Decoder;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A model at one moment, as the Dev UI shows it.
 *
 * @param name by which beans are qualified
 * @param weightsOf the first model on the same weights; itself, if it shares them with none before it
 * @param device where it runs
 * @param loaded what there is to tell once its weights are there; null before
 */
public record ModelState(String name, String weightsOf, String device, @Nullable Loaded loaded) {

    /**
     * A model whose weights are there.
     *
     * @param checkpoint its folder's name, or that of the embedded model
     * @param dtype the type it computes in
     * @param trajectories that compete where a request doesn't say how many
     * @param weightBytes of its weights; on a CPU they may take more, by an output layer that is tied to the embedding
     * @param cacheBytes of the keys and values that running trajectories have now
     * @param running requests that have begun
     * @param waiting requests that have not
     */
    public record Loaded(
            String checkpoint,
            String dtype,
            int trajectories,
            long weightBytes,
            long cacheBytes,
            int running,
            int waiting) {

        static Loaded of(ReflectiveModel model, int trajectories) {
            Decoder decoder = model.decoder();
            Occupancy occupancy = model.loop().occupancy();
            return new Loaded(
                    model.name(),
                    decoder.dtype().configName(),
                    trajectories,
                    policyBytes(decoder) + headBytes(model.checkpoint().head()),
                    occupancy.cacheBytes(),
                    occupancy.running(),
                    occupancy.waiting());
        }

        private static long policyBytes(Decoder decoder) {
            ModelConfig config = decoder.config();
            return decoder.dtype().bytes()
                    * config.tensorShapes().values().stream()
                            .mapToLong(Loaded::size)
                            .sum();
        }

        /** The head computes in float32 always. */
        private static long headBytes(@Nullable ScoreHead head) {
            return head == null
                    ? 0
                    : Float.BYTES
                            * Stream.of(head.hiddenWeight(), head.hiddenBias(), head.outWeight(), head.outBias())
                                    .mapToLong(tensor -> size(tensor.shape()))
                                    .sum();
        }

        private static long size(List<Long> shape) {
            return shape.stream().reduce(1L, Math::multiplyExact);
        }
    }
}
