package io.github.metastone4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.kernel.Decoder;
import io.github.metastone4j.kernel.Golden;
import io.github.metastone4j.training.kernel.LossSettings;
import io.github.metastone4j.training.kernel.OptimizerSettings;
import io.github.metastone4j.training.kernel.TrainableModel;
import io.github.metastone4j.training.kernel.TrainingBatch;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingStateTest {

    @TempDir
    Path folder;

    @BeforeAll
    static void useOneThread() {
        Decoder.setThreads(1);
    }

    @Test
    void aRunThatWasSavedGoesOnBitForBit() {
        Path file = folder.resolve("state.safetensors");
        try (TrainableModel model = model("qwen2-bfloat16-tied");
                TrainableModel resumed = model("qwen2-bfloat16-tied")) {
            assertThat(TrainingState.load(resumed, "a run", file).updates()).isZero();
            update(model, 1);
            update(model, 2);
            TrainingState.save(model, "a run", new TrainingState(1, 2), file);
            assertThat(TrainingState.load(resumed, "a run", file)).isEqualTo(new TrainingState(1, 2));
            update(model, 3);
            update(resumed, 3);
            for (boolean head : new boolean[] {false, true}) {
                for (String name : model.shapes(head).keySet()) {
                    assertThat(resumed.bytes(name, Dtype.FLOAT32)).as(name).isEqualTo(model.bytes(name, Dtype.FLOAT32));
                    assertThat(resumed.moments(name)).as(name).isEqualTo(model.moments(name));
                }
            }
        }
    }

    @Test
    void aStateOfAnotherModelIsRefused() {
        Path file = folder.resolve("state.safetensors");
        try (TrainableModel model = model("llama-float16");
                TrainableModel other = model("qwen3-bfloat16")) {
            TrainingState.save(model, "a run", new TrainingState(0, 1), file);
            assertThatThrownBy(() -> TrainingState.load(other, "a run", file))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("tensor 'model.layers.0.self_attn.q_proj.weight'")
                    .hasMessageContaining("another model");
        }
    }

    private static TrainableModel model(String golden) {
        return TrainableModel.copyOf(Golden.of(golden).checkpoint(), 1, Dtype.BFLOAT16);
    }

    private static void update(TrainableModel model, int number) {
        long[] ids = IntStream.range(0, 20).mapToLong(i -> 10 + i * 7 + number).toArray();
        boolean[] targets = new boolean[20];
        targets[4] = true;
        targets[15] = true;
        float[] steps = {0, 3, 1, 1, 1, 5, 0, 1};
        var settings = new LossSettings(1, 1, LossSettings.StepLoss.BCE, 0.1, 0);
        model.accumulate(new TrainingBatch(2, 10, ids, targets, new float[0], steps), settings, 1);
        model.update(number, 1e-3, 1e-3, OptimizerSettings.standard());
    }
}
