package io.github.metastone4j.training.kernel;

import io.github.metastone4j.kernel.Kernels;
import io.github.metastone4j.kernel.TorchSource;
import java.util.Map;

/** {@code train.py} on top of what decodes: the source that training compiles. */
final class TrainingSource {

    private TrainingSource() {}

    /** A copy for a run of its own: its trainer is kept in the module. */
    static Kernels compile() {
        String file = "train.py";
        String text = TorchSource.text(file, TrainingSource.class.getResourceAsStream(file));
        return Kernels.compile(
                TorchSource.decoding().with(text, "Training", Map.of("trainers", "Trainer", "heads", "HeadTrainer")));
    }
}
