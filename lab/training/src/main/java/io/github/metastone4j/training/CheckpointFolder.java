package io.github.metastone4j.training;

import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.checkpoint.ModelConfig;
import io.github.metastone4j.checkpoint.ScoreHead;
import io.github.metastone4j.training.convert.SafeTensorsWriter;
import io.github.metastone4j.training.convert.TorchArchiveWriter;
import io.github.metastone4j.training.kernel.HeadWeights;
import io.github.metastone4j.training.kernel.TrainableModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a fitted model in the layout of a published checkpoint. */
public final class CheckpointFolder {

    private CheckpointFolder() {}

    /** Writes {@code model.safetensors} in the given type. */
    public static void writePolicy(TrainableModel model, Dtype dtype, Path folder) {
        write(model, false, dtype, folder.resolve("model.safetensors"));
    }

    /** Writes {@code score_module.safetensors} in the given type. */
    public static void writeScoreHead(TrainableModel model, Dtype dtype, Path folder) {
        write(model, true, dtype, folder.resolve("score_module.safetensors"));
    }

    /**
     * Writes a head fitted alone, in float32: {@code score_module.pt}, which the published code reads, and then {@code
     * score_module.safetensors}. A head that reads before another layer than the last is not written for that code, which
     * would read before the last all the same.
     *
     * @param policy whose features it reads
     * @param layer before which it reads them
     */
    public static void writeScoreHead(HeadWeights head, ModelConfig policy, int layer, Path folder) throws IOException {
        var torch = new TorchArchiveWriter();
        var safetensors = new SafeTensorsWriter();
        head.shapes().forEach((name, shape) -> {
            torch.add(name, Dtype.FLOAT32, shape, head.bytes(name));
            safetensors.add(name, Dtype.FLOAT32, shape, head.bytes(name));
        });
        Path published = folder.resolve("score_module.pt");
        if (layer == policy.layers() - 1) {
            torch.write(published);
        } else {
            safetensors.note(ScoreHead.LAYER, String.valueOf(layer));
            Files.deleteIfExists(published);
        }
        safetensors.write(folder.resolve("score_module.safetensors"));
    }

    private static void write(TrainableModel model, boolean scoreHead, Dtype dtype, Path file) {
        var writer = new SafeTensorsWriter();
        if (scoreHead && model.tap() != model.config().layers() - 1) {
            writer.note(ScoreHead.LAYER, String.valueOf(model.tap()));
        }
        model.shapes(scoreHead)
                .forEach((name, shape) ->
                        writer.add(name, dtype, shape, SafeTensorsWriter.bytes(() -> model.bytes(name, dtype))));
        writer.write(file);
    }
}
