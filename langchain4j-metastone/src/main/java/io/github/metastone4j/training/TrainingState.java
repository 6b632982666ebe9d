package io.github.metastone4j.training;

import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.checkpoint.SafeTensors;
import io.github.metastone4j.checkpoint.SafeTensorsWriter;
import io.github.metastone4j.checkpoint.StoredTensor;
import io.github.metastone4j.kernel.TrainableModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A run's masters, moments and progress in one safetensors file, from which it resumes as if it had never stopped. */
final class TrainingState {

    private static final String UPDATES = "updates";

    private TrainingState() {}

    /** Replaces the file as a whole, so that a run killed while saving keeps its previous state. */
    static void save(TrainableModel model, long updates, Path file) {
        var writer = new SafeTensorsWriter();
        tensors(model).forEach((name, shape) -> {
            List<ByteBuffer> moments = model.moments(name);
            writer.add("master." + name, Dtype.FLOAT32, shape, model.bytes(name, Dtype.FLOAT32));
            writer.add("first." + name, Dtype.FLOAT32, shape, moments.get(0));
            writer.add("second." + name, Dtype.FLOAT32, shape, moments.get(1));
        });
        ByteBuffer count = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        writer.add(UPDATES, Dtype.FLOAT32, List.of(1L), count.putFloat(0, (float) updates));
        writer.write(file);
    }

    /** Puts a saved state back; returns the updates made so far, 0 if there is no file. */
    static long load(TrainableModel model, Path file) {
        if (!Files.exists(file)) {
            return 0;
        }
        Map<String, StoredTensor> stored = SafeTensors.open(file).tensors();
        for (String name : tensors(model).keySet()) {
            model.restore(
                    name,
                    tensor(stored, "master." + name, file),
                    tensor(stored, "first." + name, file),
                    tensor(stored, "second." + name, file));
        }
        return (long) tensor(stored, UPDATES, file)[0];
    }

    private static float[] tensor(Map<String, StoredTensor> stored, String name, Path file) {
        StoredTensor tensor = stored.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException(
                    "'" + name + "' is missing from " + file + "; was it saved by a run of another model?");
        }
        return tensor.toFloats();
    }

    private static Map<String, List<Long>> tensors(TrainableModel model) {
        Map<String, List<Long>> all = new LinkedHashMap<>(model.shapes(false));
        all.putAll(model.shapes(true));
        return all;
    }
}
