package io.github.metastone4j.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.metastone4j.ModelOptions;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.cli.Captured;
import io.github.metastone4j.cli.Metastone;
import io.github.metastone4j.effort.Calibration;
import io.github.metastone4j.evaluation.ProblemResult;
import io.github.metastone4j.evaluation.Sample;
import io.github.metastone4j.evaluation.rollout.SampleStore;
import io.github.metastone4j.nano.Calculator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a folder of one's own, with the embedded model's files but for its calibration. */
class CalibrateTest {

    @TempDir
    Path folder;

    private final Captured pipe = Captured.pipe();
    private Path model;
    private Path kept;

    private int run(String line) {
        return Metastone.commandLine(pipe.terminal()).execute(line.split(" "));
    }

    @BeforeEach
    void copy() throws IOException {
        kept = folder.resolve("kept.jsonl");
        model = Files.createDirectory(folder.resolve("model"));
        for (String file : List.of(
                "config.json",
                "generation_config.json",
                "tokenizer.json",
                "tokenizer_config.json",
                "score_module.safetensors",
                "model.safetensors")) {
            try (InputStream in = Calculator.class.getResourceAsStream(file)) {
                Files.copy(in, model.resolve(file));
            }
        }
    }

    private String weights() {
        return ModelOptions.of(model).checkpoint().digest();
    }

    private void keep(String weights) {
        keep(weights, "0.6");
    }

    private void keep(String weights, String temperature) {
        Sample right = new Sample(List.of(0.9), List.of(5), "7", true, -1, 10, 8, true);
        Sample wrong = new Sample(List.of(0.4), List.of(6), "8", false, -2, 20, 15, true);
        try (SampleStore store =
                SampleStore.open(kept, Map.of("seed", "5", "temperature", temperature, "weights", weights))) {
            store.append(new ProblemResult("problem 1", 1, "7", List.of(right, wrong, right, right, right)), "?");
            store.append(new ProblemResult("problem 2", 1, "7", List.of(right, right, right, right, wrong)), "?");
        }
    }

    @Test
    void kept_samples_calibrate_the_checkpoint_that_they_are_of() throws IOException {
        keep(weights());

        assertThat(run("calibrate --from " + kept + " --model " + model)).isZero();

        assertThat(pipe.out())
                .contains(
                        "2 problems, all 5 trajectories",
                        " *  ",
                        "of 2 problems, and it takes 30",
                        "written to " + model);
        Calibration calibration = Calibration.read(model, this::weights);
        assertThat(calibration).isNotNull();
        assertThat(calibration.measured().seed()).isEqualTo(5);
        assertThat(calibration.measured().temperature()).isEqualTo(0.6);
        assertThat(calibration.measured().accuracy()).isEqualTo(1);
        try (var files = Files.list(model)) {
            assertThat(files).hasSize(7);
        }
    }

    @Test
    void samples_of_other_weights_are_refused_and_both_are_named() {
        keep("0123456789ab");

        assertThat(run("calibrate --from " + kept + " --model " + model)).isEqualTo(2);
        assertThat(pipe.err()).contains("0123456789ab", weights(), "--model").hasLineCount(1);
        assertThat(model.resolve("calibration.json")).doesNotExist();
    }

    @Test
    void samples_of_another_temperature_are_refused_unless_requests_will_have_that() {
        keep(weights(), "1.5");

        assertThat(run("calibrate --from " + kept + " --model " + model)).isEqualTo(2);
        assertThat(pipe.err())
                .contains("drawn at temperature 1.5", "--temperature 1.5")
                .hasLineCount(1);
        assertThat(run("calibrate --temperature 1.5 --from " + kept + " --model " + model))
                .isZero();
        assertThat(Calibration.read(model, this::weights).measured().temperature())
                .isEqualTo(1.5);
    }

    @Test
    void the_embedded_model_is_calibrated_into_a_file_that_has_to_be_named() throws IOException {
        keep(weights());
        Path out = folder.resolve("out.json");

        assertThat(run("calibrate --from " + kept)).isEqualTo(2);
        assertThat(pipe.err()).contains("--out").hasLineCount(1);
        assertThat(run("calibrate --json --from " + kept + " --out " + out)).isZero();

        JsonNode json = new ObjectMapper().readTree(pipe.out());
        assertThat(json.path("file").asText()).isEqualTo(out.toString());
        assertThat(new ObjectMapper().readTree(out.toFile()).path("selector")).isEqualTo(json.path("selector"));
    }

    @Test
    void what_cannot_be_written_is_refused_before_anything_is_sampled() {
        assertThat(run("calibrate --model " + model + " --out " + folder.resolve("nowhere/c.json")))
                .isEqualTo(2);
        assertThat(pipe.err()).contains("nowhere/c.json cannot be written").hasLineCount(1);
        assertThat(run("calibrate --model " + model + " --samples 0")).isEqualTo(2);
        assertThat(pipe.err()).contains("--samples is 0").hasLineCount(1);
    }

    @Test
    void problems_are_sampled_even_where_a_calibration_for_other_weights_lies() throws IOException {
        Files.writeString(model.resolve("calibration.json"), "{}");

        assertThat(run("calibrate --model " + model + " --problems 3 --samples 4 --threads 1 --keep " + kept))
                .isZero();

        assertThat(pipe.err()).contains("3 of 3 problems");
        assertThat(SampleStore.read(kept).settings())
                .containsEntry("seed", "77")
                .containsEntry("weights", weights());
        try (ReflectiveModel loaded = ReflectiveModel.load(ModelOptions.of(model))) {
            assertThat(loaded.calibration()).isNotNull();
            assertThat(loaded.calibration().measured().problems()).isEqualTo(3);
        }
    }
}
