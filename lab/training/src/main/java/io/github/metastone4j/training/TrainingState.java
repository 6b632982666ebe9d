package io.github.metastone4j.training;

import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.checkpoint.SafeTensors;
import io.github.metastone4j.checkpoint.StoredTensor;
import io.github.metastone4j.training.convert.SafeTensorsWriter;
import io.github.metastone4j.training.kernel.TrainableModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How far a run has come. Its file holds masters and moments as well, so that a run resumes as if it had never stopped.
 *
 * @param rounds finished, where updates come in rounds; else 0
 * @param updates made
 */
record TrainingState(long rounds, long updates) {

    private static final String PROGRESS = "progress";
    private static final String ORIGIN = "origin";

    /**
     * Replaces the file as a whole, so that a run killed while saving keeps its previous state.
     *
     * @param origin everything that fixes the run
     */
    static void save(TrainableModel model, String origin, TrainingState state, Path file) {
        var writer = new SafeTensorsWriter();
        tensors(model).forEach((name, shape) -> {
            // One at a time: all of them may be more than the heap holds.
            writer.add(
                    "master." + name,
                    Dtype.FLOAT32,
                    shape,
                    SafeTensorsWriter.bytes(() -> model.bytes(name, Dtype.FLOAT32)));
            writer.add("first." + name, Dtype.FLOAT32, shape, SafeTensorsWriter.bytes(() -> model.moments(name)
                    .get(0)));
            writer.add("second." + name, Dtype.FLOAT32, shape, SafeTensorsWriter.bytes(() -> model.moments(name)
                    .get(1)));
        });
        writer.note(PROGRESS, state.rounds() + " " + state.updates());
        writer.note(ORIGIN, origin);
        writer.write(file);
    }

    /**
     * Puts a saved state back; without a file nothing has been done yet.
     *
     * @throws IllegalArgumentException if the file is of a run of another origin or model
     */
    static TrainingState load(TrainableModel model, String origin, Path file) {
        if (!Files.exists(file)) {
            return new TrainingState(0, 0);
        }
        SafeTensors stored = SafeTensors.open(file);
        String before = stored.metadata().getOrDefault(ORIGIN, "");
        if (!before.equals(origin)) {
            throw new IllegalArgumentException(file + " was saved by another run (" + difference(before, origin)
                    + "); go on with the settings it began with, or choose another folder");
        }
        for (String name : tensors(model).keySet()) {
            model.restore(
                    name,
                    tensor(stored.tensors(), "master." + name, file),
                    tensor(stored.tensors(), "first." + name, file),
                    tensor(stored.tensors(), "second." + name, file));
        }
        String[] progress = stored.metadata().getOrDefault(PROGRESS, "0 0").split(" ", 2);
        return new TrainingState(Long.parseLong(progress[0]), Long.parseLong(progress[1]));
    }

    /** The parts that are not the same, where both have as many parts; else all. */
    private static String difference(String before, String now) {
        String[] was = before.split(", ", -1);
        String[] is = now.split(", ", -1);
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < was.length && was.length == is.length; i++) {
            if (!was[i].equals(is[i])) {
                parts.add(was[i] + ", and this is " + is[i]);
            }
        }
        return parts.isEmpty() ? before + ", and this is " + now : String.join("; ", parts);
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
