package io.github.metastone4j.nano;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metastone4j.checkpoint.Checkpoint;
import io.github.metastone4j.checkpoint.ScoreHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way to the shipped model, a few updates long. */
class NanoRecipeIT {

    private static final NanoRecipe.Settings SHORT = new NanoRecipe.Settings(5, 2, 1.5e-3, 1, 2, 3, 2, 2);

    @TempDir
    Path folder;

    @Test
    void itMakesACheckpointWhoseLowerLayersAreThePolicys() throws IOException {
        Checkpoint finished = Checkpoint.open(run(folder.resolve("run")));
        Checkpoint policy = Checkpoint.open(folder.resolve("run/practice/checkpoint"));

        assertThat(finished.config().layers()).isEqualTo(12);
        assertThat(policy.config().layers()).isEqualTo(8);
        assertThat(finished.head()).isNotNull();
        for (int layer : List.of(0, 7)) {
            String name = "model.layers." + layer + ".mlp.up_proj.weight";
            assertThat(finished.tensor(name).toFloats())
                    .isEqualTo(policy.tensor(name).toFloats());
        }
        assertThat(finished.tensor("model.layers.9.mlp.down_proj.weight").toFloats())
                .isNotEqualTo(
                        finished.tensor("model.layers.8.mlp.down_proj.weight").toFloats());
    }

    @Test
    void itGoesOnFromWhatItFinds() throws IOException {
        Path whole = run(folder.resolve("whole"));
        Path stopped = folder.resolve("stopped");
        run(stopped);
        // As if it had been stopped between the attempts and the judging.
        Files.delete(stopped.resolve("judging-state.safetensors"));
        Files.copy(
                folder.resolve("whole/attempts.jsonl"),
                stopped.resolve("attempts.jsonl"),
                StandardCopyOption.REPLACE_EXISTING);
        Path again = run(stopped);

        ScoreHead head = Checkpoint.open(again).head();
        ScoreHead expected = Checkpoint.open(whole).head();
        assertThat(head).isNotNull();
        assertThat(expected).isNotNull();
        assertThat(Arrays.hashCode(Files.readAllBytes(again.resolve("score_module.safetensors"))))
                .isEqualTo(Arrays.hashCode(Files.readAllBytes(whole.resolve("score_module.safetensors"))));
    }

    @Test
    void randomWeightsDoNotPractise() {
        var settings = new NanoRecipe.Settings(5, 0, 1.5e-3, 1, 2, 3, 2, 2);
        assertThatThrownBy(() -> new NanoRecipe(null, settings, folder, (what, done, of, detail) -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("solutions is 0")
                .hasMessageContaining("begin with a model");
    }

    private static Path run(Path folder) throws IOException {
        return new NanoRecipe(null, SHORT, folder, (what, done, of, detail) -> {}).run();
    }
}
