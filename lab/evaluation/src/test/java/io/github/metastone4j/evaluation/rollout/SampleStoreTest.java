package io.github.metastone4j.evaluation.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metastone4j.evaluation.ProblemResult;
import io.github.metastone4j.evaluation.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleStoreTest {

    private static final Map<String, String> SETTINGS = Map.of("seed", "3", "samples", "2", "parameters", "1000");

    @TempDir
    Path folder;

    @Test
    void what_was_kept_is_read_without_a_model() {
        Path file = folder.resolve("samples.jsonl");
        try (SampleStore store = SampleStore.open(file, SETTINGS)) {
            store.append(result(1), "How many?");
            store.append(result(2), "How much?");
            assertThat(store.results()).containsExactly(result(1), result(2));
        }
        assertThat(SampleStore.read(file)).isEqualTo(new SampleStore.Kept(SETTINGS, List.of(result(1), result(2))));
    }

    @Test
    void a_line_says_all_there_is_to_know() throws IOException {
        Path file = folder.resolve("samples.jsonl");
        try (SampleStore store = SampleStore.open(file, SETTINGS)) {
            store.append(result(1), "How many?");
        }
        assertThat(Files.readAllLines(file))
                .containsExactly(
                        "{\"evaluation\":{\"parameters\":\"1000\",\"samples\":\"2\",\"seed\":\"3\"}}",
                        "{\"id\":\"problem 1\",\"question\":\"" + Sampling.digest("How many?") + "\",\"difficulty\":4,"
                                + "\"gold\":\"42\",\"samples\":[{\"answer\":\"42\",\"right\":true,\"logProbability\":-1.5,"
                                + "\"tokens\":30,\"thinking\":25,\"finished\":true,\"steps\":[[12,0.5],[20,0.25]]},"
                                + "{\"answer\":null,\"right\":false,\"logProbability\":-2.5,\"tokens\":9,\"thinking\":9,"
                                + "\"finished\":false,\"steps\":[]}]}");
    }

    @Test
    void a_torn_line_is_dropped_and_the_run_goes_on_behind_the_last_whole_one() throws IOException {
        Path file = folder.resolve("samples.jsonl");
        try (SampleStore store = SampleStore.open(file, SETTINGS)) {
            store.append(result(1), "?");
        }
        Files.writeString(file, "{\"id\":\"problem 2\",\"sam", StandardOpenOption.APPEND);
        assertThat(SampleStore.read(file).results()).containsExactly(result(1));
        try (SampleStore store = SampleStore.open(file, SETTINGS)) {
            assertThat(store.problems()).isEqualTo(1);
            store.append(result(2), "?");
            assertThat(store.results()).containsExactly(result(1), result(2));
        }
    }

    @Test
    void other_settings_are_refused_by_name_and_other_files_left_alone() throws IOException {
        Path file = folder.resolve("samples.jsonl");
        SampleStore.open(file, SETTINGS).close();
        assertThatThrownBy(() -> SampleStore.open(file, Map.of("seed", "4", "samples", "2", "parameters", "1000")))
                .hasMessageContaining("seed was 3 and is 4");
        Path other = Files.writeString(folder.resolve("mine.jsonl"), "{\"rollouts\":{}}\n");
        assertThatThrownBy(() -> SampleStore.open(other, SETTINGS)).hasMessageContaining("was not written by a run");
        assertThatThrownBy(() -> SampleStore.read(other)).hasMessageContaining("was not written by a run");
        assertThat(other).hasContent("{\"rollouts\":{}}\n");
        for (String text : List.of("a token", "{\"evaluation\":{\"model\"", "notes\nof mine\n")) {
            Path mine = Files.writeString(folder.resolve("notes"), text);
            assertThatThrownBy(() -> SampleStore.open(mine, SETTINGS))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("was not written by a run");
            assertThat(mine).hasContent(text);
        }
    }

    @Test
    void a_header_that_was_torn_is_written_again() throws IOException {
        Path file = folder.resolve("samples.jsonl");
        SampleStore.open(file, SETTINGS).close();
        String header = Files.readString(file);
        Files.writeString(file, header.substring(0, header.length() / 2));

        SampleStore.open(file, SETTINGS).close();

        assertThat(file).hasContent(header);
    }

    @Test
    void a_file_is_written_by_one_run_at_a_time() {
        Path file = folder.resolve("samples.jsonl");
        try (SampleStore store = SampleStore.open(file, SETTINGS)) {
            assertThatThrownBy(() -> SampleStore.open(file, SETTINGS))
                    .hasMessageContaining("is being written by another run");
            store.append(result(1), "?");
        }
        SampleStore.open(file, SETTINGS).close();
        assertThat(SampleStore.read(file).results()).containsExactly(result(1));
    }

    @Test
    void a_long_answer_is_kept_as_a_digest() {
        Path file = folder.resolve("samples.jsonl");
        String tests = "[".repeat(2000);
        try (SampleStore store = SampleStore.open(file, SETTINGS)) {
            store.append(new ProblemResult("problem 1", 1, tests, result(1).samples()), "?");
            assertThat(store.results().get(0).gold()).isEqualTo("digest " + Sampling.digest(tests));
        }
    }

    @Test
    void scores_without_the_ends_of_their_steps_are_refused() {
        Sample sample = new Sample(List.of(0.5), "7", true, -1, 10);
        try (SampleStore store = SampleStore.open(folder.resolve("samples.jsonl"), SETTINGS)) {
            assertThatThrownBy(() -> store.append(new ProblemResult("a", 1, "7", List.of(sample)), "?"))
                    .hasMessageContaining("without the ends of its steps");
        }
        assertThatThrownBy(() -> new Sample(List.of(0.5), List.of(1, 2), "7", true, -1, 10, 5, true))
                .hasMessageContaining("1 step scores and 2 step ends");
    }

    private static ProblemResult result(int number) {
        return new ProblemResult(
                "problem " + number,
                4,
                "42",
                List.of(
                        new Sample(List.of(0.5, 0.25), List.of(12, 20), "42", true, -1.5, 30, 25, true),
                        new Sample(List.of(), List.of(), null, false, -2.5, 9, 9, false)));
    }
}
