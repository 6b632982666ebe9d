package io.github.metastone4j.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.metastone4j.cli.Captured;
import io.github.metastone4j.cli.Metastone;
import io.github.metastone4j.evaluation.ProblemResult;
import io.github.metastone4j.evaluation.Sample;
import io.github.metastone4j.evaluation.rollout.SampleStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateFromTest {

    @TempDir
    Path folder;

    private final Captured pipe = Captured.pipe();

    private int run(String line) {
        return Metastone.commandLine(pipe.terminal()).execute(line.split(" "));
    }

    @BeforeEach
    void keep() {
        Sample right = new Sample(List.of(0.9), List.of(5), "7", true, -1, 10, 8, true);
        Sample wrong = new Sample(List.of(0.4), List.of(6), "8", false, -2, 20, 15, true);
        try (SampleStore store = SampleStore.open(
                folder.resolve("kept.jsonl"),
                Map.of("seed", "5", "parameters", "1000", "model", "small", "problems", "9 with digest 1a2b"))) {
            store.append(new ProblemResult("problem 1", 1, "7", List.of(right, wrong, wrong, right)), "?");
            store.append(new ProblemResult("problem 2", 2, "7", List.of(wrong, wrong, right, wrong)), "?");
        }
    }

    @Test
    void kept_samples_are_reported_without_a_model() throws Exception {
        assertThat(run("evaluate --json --from " + folder.resolve("kept.jsonl")))
                .isZero();

        JsonNode json = new ObjectMapper().readTree(pipe.out());
        assertThat(json.get("problems").asInt()).isEqualTo(2);
        assertThat(json.at("/accuracy/best-score/4").asDouble()).isEqualTo(1);
        assertThat(json.get("parameters").asInt()).isEqualTo(1000);
        assertThat(json.at("/settings/model").asText()).isEqualTo("small");
        assertThat(json.at("/settings/problems").asText()).isEqualTo("2 of 9 with digest 1a2b");
        assertThat(json.get("seed").asInt()).isEqualTo(5);
    }

    @Test
    void they_are_drawn_and_told_in_text() {
        assertThat(run("evaluate --from " + folder.resolve("kept.jsonl") + " --png --plots " + folder.resolve("plots")))
                .isZero();
        assertThat(pipe.out()).contains("2 problems, 4 samples each", "model: small", "seed: 5\n");
        for (String plot : List.of("accuracy-k", "accuracy-compute", "reliability", "steps")) {
            assertThat(folder.resolve("plots").resolve(plot + ".svg")).content().startsWith("<svg ");
            assertThat(folder.resolve("plots").resolve(plot + ".png"))
                    .binaryContent()
                    .startsWith(0x89, 'P', 'N', 'G');
        }
    }

    @Test
    void fewer_of_them_are_reported_as_if_no_more_had_been_drawn() throws Exception {
        String from = "evaluate --json --from " + folder.resolve("kept.jsonl");
        assertThat(run(from + " --samples 2")).isZero();

        JsonNode json = new ObjectMapper().readTree(pipe.out());
        assertThat(json.at("/accuracy/oracle").properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("1", "2");
        assertThat(json.at("/accuracy/oracle/2").asDouble())
                .as("of the second problem the two first are wrong")
                .isEqualTo(0.5);

        assertThat(run(from + " --samples 5")).isEqualTo(2);
        assertThat(pipe.err()).contains("--samples is 5", "holds 4 of each problem");
    }

    @Test
    void what_would_be_sampled_does_not_go_with_it() {
        String from = "evaluate --from " + folder.resolve("kept.jsonl");
        for (String other : List.of(
                " --keep k.jsonl",
                " --preset nano",
                " --problems 3",
                " --file p.jsonl",
                " --grader letter",
                " --instruction Think.",
                " --answer-field a")) {
            assertThat(run(from + other)).isEqualTo(2);
            assertThat(pipe.err()).contains("samples nothing; leave out --keep").hasLineCount(1);
        }
        for (String other : List.of(" --temperature 1", " --top-p 0.5", " --step-rule paper")) {
            assertThat(run(from + other)).isEqualTo(2);
            assertThat(pipe.err())
                    .contains("samples nothing; leave out what says how")
                    .hasLineCount(1);
        }
    }
}
