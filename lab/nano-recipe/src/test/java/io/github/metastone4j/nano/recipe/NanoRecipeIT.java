package io.github.metastone4j.nano.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metastone4j.checkpoint.Checkpoint;
import io.github.metastone4j.checkpoint.ModelConfig;
import io.github.metastone4j.checkpoint.ScoreHead;
import io.github.metastone4j.evaluation.rollout.ProgressListener;
import io.github.metastone4j.nano.Calculator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way to the shipped model, a few updates long, with a model that is narrower and not as deep. */
class NanoRecipeIT {

    private static final NanoRecipe.Size SMALL = new NanoRecipe.Size(2, 2, 32, 88, 4, 2);

    private static final NanoRecipe.Settings SHORT = new NanoRecipe.Settings(5, 2, 1.5e-3, 1, 2, 3, 2, 2);

    private static final ProgressListener SILENT = (what, done, of, detail) -> {};

    @TempDir
    Path folder;

    NanoRecipe.Size size() {
        return SMALL;
    }

    @Test
    void itMakesACheckpointWhoseLowerLayersAreThePolicys() throws IOException {
        Checkpoint finished = Checkpoint.open(run(folder.resolve("run")));
        Checkpoint policy = Checkpoint.open(folder.resolve("run/practice/checkpoint"));

        assertThat(finished.config().layers()).isEqualTo(size().layers());
        assertThat(policy.config().layers()).isEqualTo(size().policyLayers());
        assertThat(policy.head()).as("before anything has learnt to judge").isNull();
        assertThat(finished.head()).isNotNull();
        int judging = size().policyLayers();
        for (int layer : List.of(0, judging - 1)) {
            String name = "model.layers." + layer + ".mlp.up_proj.weight";
            assertThat(finished.tensor(name).toFloats())
                    .isEqualTo(policy.tensor(name).toFloats());
        }
        assertThat(finished.tensor("model.layers." + (judging + 1) + ".mlp.down_proj.weight")
                        .toFloats())
                .isNotEqualTo(finished.tensor("model.layers." + judging + ".mlp.down_proj.weight")
                        .toFloats());
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
        assertThatThrownBy(() -> recipe(null, settings, folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("solutions is 0")
                .hasMessageContaining("begin with a model");
    }

    @Test
    void whatAnotherRunWroteIsNotGoneOnFrom() throws IOException {
        var settings = new NanoRecipe.Settings(5, 2, 1.5e-3, 0, 2, 1, 2, 2);
        Path own = folder.resolve("run");
        Path finished = recipe(null, settings, own).run();

        assertThatThrownBy(() -> recipe(finished, settings, own))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lies in its own folder");
        assertThatThrownBy(() -> recipe(null, SHORT, own).run())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has a run from nothing, " + settings)
                .hasMessageContaining("choose another folder");
        Path policy = own.resolve("policy");
        assertThatThrownBy(
                        () -> recipe(policy, settings, folder.resolve("other")).run())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "%d layers of %d and no score head, not %d of %d and a head",
                        size().policyLayers(), size().hiddenSize(), size().layers(), size().hiddenSize());
        assertThatThrownBy(() -> recipe(null, SHORT, policy).run())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has files, but no recipe.txt");
    }

    @Test
    void theShippedSizeIsThatOfTheShippedConfig() throws IOException {
        Path config = folder.resolve("config.json");
        try (InputStream in = Calculator.class.getResourceAsStream("config.json")) {
            Files.copy(in, config);
        }
        ModelConfig shipped = ModelConfig.read(config);
        NanoRecipe.Size size = NanoRecipe.Size.shipped();
        assertThat(shipped.layers()).isEqualTo(size.layers());
        assertThat(shipped.hiddenSize()).isEqualTo(size.hiddenSize());
        assertThat(shipped.intermediateSize()).isEqualTo(size.intermediateSize());
        assertThat(shipped.heads()).isEqualTo(size.heads());
        assertThat(shipped.keyValueHeads()).isEqualTo(size.keyValueHeads());
    }

    @Test
    void whatIsOfAnotherSizeIsNotGoneOnFrom() throws IOException {
        Path run = folder.resolve("run");
        Files.createDirectories(run);
        Files.writeString(run.resolve("recipe.txt"), "from nothing, " + SHORT + ", " + size() + "\n");
        var wider = new NanoRecipe.Size(2, 2, 64, 88, 4, 2);
        assertThatThrownBy(() -> new NanoRecipe(null, wider, SHORT, run, SILENT).run())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("" + wider)
                .hasMessageContaining("choose another folder");
    }

    private Path run(Path folder) throws IOException {
        return recipe(null, SHORT, folder).run();
    }

    private NanoRecipe recipe(@Nullable Path start, NanoRecipe.Settings settings, Path folder) {
        return new NanoRecipe(start, size(), settings, folder, SILENT);
    }
}
