package io.github.metastone4j.evaluation.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.ReflectiveModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptEvaluationTest {

    /** So many that two problems fill the batch: five of them make three groups. */
    private static final int SAMPLES = 128;

    private static final List<RatedProblem> PROBLEMS = IntStream.range(0, 5)
            .mapToObj(number -> new RatedProblem(new Problem("How many are " + number + "?", "7"), 1))
            .toList();

    @TempDir
    Path folder;

    @Test
    void wherever_a_run_stopped_its_file_ends_the_same() throws IOException {
        Path checkpoint = ReflectiveModels.thinking(folder);
        Path whole = folder.resolve("whole.jsonl");
        try (ReflectiveModel model = load(checkpoint);
                SampleStore store = SampleStore.open(whole, run(model).identity(PROBLEMS))) {
            run(model).over(PROBLEMS, store, result -> {});
        }
        List<String> lines = Files.readAllLines(whole);
        assertThat(lines).hasSize(6);
        for (int stopped : List.of(1, 2, 4, 5)) {
            Path file = folder.resolve("stopped-" + stopped + ".jsonl");
            // The header, whole problems, and the beginning of the next one.
            Files.writeString(file, String.join("\n", lines.subList(0, 1 + stopped)) + "\n{\"id\":\"pro");
            List<String> told = new ArrayList<>();
            try (ReflectiveModel model = load(checkpoint);
                    SampleStore store = SampleStore.open(file, run(model).identity(PROBLEMS))) {
                assertThat(run(model).over(PROBLEMS, store, result -> told.add(result.id())))
                        .hasSize(5);
            }
            assertThat(told).hasSize(5 - stopped);
            assertThat(file).hasSameBinaryContentAs(whole);
        }
    }

    private static ReflectiveModel load(Path checkpoint) {
        return ReflectiveModel.load(ReflectiveModels.options(checkpoint));
    }

    private static EvaluationRun run(ReflectiveModel model) {
        return new EvaluationRun(
                model,
                ReflectiveModels.settings(SAMPLES, 1).withLimits(12, 4),
                "",
                1,
                (problem, output) -> output.length() % 2 == 0);
    }
}
