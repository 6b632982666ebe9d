package io.github.metastone4j.nano.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metastone4j.checkpoint.Checkpoint;
import io.github.metastone4j.checkpoint.ScoreHead;
import io.github.metastone4j.evaluation.rollout.ProgressListener;
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

    private static final ProgressListener SILENT = (what, done, of, detail) -> {};

    @TempDir
    Path folder;

    @Test
    void itMakesACheckpointWhoseLowerLayersAreThePolicys() throws IOException {
        Checkpoint finished = Checkpoint.open(run(folder.resolve("run")));
        Checkpoint policy = Checkpoint.open(folder.resolve("run/practice/checkpoint"));

        assertThat(finished.config().layers()).isEqualTo(12);
        assertThat(policy.config().layers()).isEqualTo(8);
        assertThat(policy.head()).as("before anything has learnt to judge").isNull();
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
        assertThatThrownBy(() -> new NanoRecipe(null, settings, folder, SILENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("solutions is 0")
                .hasMessageContaining("begin with a model");
    }

    @Test
    void whatAnotherRunWroteIsNotGoneOnFrom() throws IOException {
        var settings = new NanoRecipe.Settings(5, 2, 1.5e-3, 0, 2, 1, 2, 2);
        Path own = folder.resolve("run");
        Path finished = new NanoRecipe(null, settings, own, SILENT).run();

        assertThatThrownBy(() -> new NanoRecipe(finished, settings, own, SILENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lies in its own folder");
        assertThatThrownBy(() -> new NanoRecipe(null, SHORT, own, SILENT).run())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has a run from nothing, " + settings)
                .hasMessageContaining("choose another folder");
        Path policy = own.resolve("policy");
        assertThatThrownBy(() -> new NanoRecipe(policy, settings, folder.resolve("other"), SILENT).run())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("8 layers of 256 and no score head, not 12 of 256 and a head");
        assertThatThrownBy(() -> new NanoRecipe(null, SHORT, policy, SILENT).run())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has files, but no recipe.txt");
    }

    private static Path run(Path folder) throws IOException {
        return new NanoRecipe(null, SHORT, folder, SILENT).run();
    }
}
