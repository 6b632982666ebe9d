package io.github.metastone4j.training;

import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.checkpoint.SafeTensorsWriter;
import io.github.metastone4j.checkpoint.TorchArchiveWriter;
import io.github.metastone4j.kernel.HeadWeights;
import io.github.metastone4j.kernel.TrainableModel;
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
     * score_module.safetensors}.
     */
    public static void writeScoreHead(HeadWeights head, Path folder) {
        var torch = new TorchArchiveWriter();
        var safetensors = new SafeTensorsWriter();
        head.shapes().forEach((name, shape) -> {
            torch.add(name, Dtype.FLOAT32, shape, head.bytes(name));
            safetensors.add(name, Dtype.FLOAT32, shape, head.bytes(name));
        });
        torch.write(folder.resolve("score_module.pt"));
        safetensors.write(folder.resolve("score_module.safetensors"));
    }

    private static void write(TrainableModel model, boolean scoreHead, Dtype dtype, Path file) {
        var writer = new SafeTensorsWriter();
        model.shapes(scoreHead).forEach((name, shape) -> writer.add(name, dtype, shape, model.bytes(name, dtype)));
        writer.write(file);
    }
}
