package io.github.metastone4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metastone4j.evaluation.ProblemResult;
import io.github.metastone4j.evaluation.Sample;
import io.github.metastone4j.selection.Aggregator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AblationStoreTest {

    private static final Map<String, String> SETTINGS = Map.of("seed", "1");

    @TempDir
    Path folder;

    @Test
    void results_come_back_as_they_were() {
        Path file = begun(2);
        try (AblationStore store = AblationStore.open(file, SETTINGS)) {
            assertThat(store.get("base", 1)).isEqualTo(result(1));
            assertThat(store.get("base", 2)).isEqualTo(result(2));
            assertThat(store.get("base", 3)).isNull();
        }
    }

    @Test
    void a_result_that_is_there_is_not_kept_twice() throws IOException {
        Path file = begun(2);
        byte[] before = Files.readAllBytes(file);
        try (AblationStore store = AblationStore.open(file, SETTINGS)) {
            store.add(List.of(result(1), result(2)));
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void a_torn_last_line_costs_its_own_result_alone() throws IOException {
        Path file = begun(3);
        String whole = Files.readString(file);
        Files.writeString(file, whole.substring(0, whole.length() - 20));
        try (AblationStore store = AblationStore.open(file, SETTINGS)) {
            assertThat(store.get("base", 2)).isEqualTo(result(2));
            assertThat(store.get("base", 3)).isNull();
            store.add(List.of(result(3)));
        }
        assertThat(file).hasContent(whole);
    }

    /** Blanks that a rewritten line would not have. */
    @Test
    void opening_rewrites_nothing() throws IOException {
        Path file = begun(3);
        Files.writeString(file, Files.readString(file).replace(",\"", ", \""));
        byte[] before = Files.readAllBytes(file);
        AblationStore.open(file, SETTINGS).close();
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    /** A crash could leave the file as anyone who looks at it meanwhile may see it. */
    @Test
    void at_no_moment_of_an_opening_is_a_result_missing_on_the_disk() throws Exception {
        Path file = begun(20);
        long whole = Files.size(file);
        var shortest = new AtomicLong(whole);
        var over = new AtomicBoolean();
        var watcher = new Thread(() -> {
            while (!over.get()) {
                shortest.accumulateAndGet(size(file), Math::min);
            }
        });
        watcher.start();
        try {
            for (int i = 0; i < 100; i++) {
                AblationStore.open(file, SETTINGS).close();
            }
        } finally {
            over.set(true);
            watcher.join();
        }
        assertThat(shortest).hasValue(whole);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_second_run_is_refused_and_costs_the_first_nothing() {
        Path file = begun(1);
        try (AblationStore first = AblationStore.open(file, SETTINGS)) {
            assertThatThrownBy(() -> AblationStore.open(file, SETTINGS))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is being written by another run");
            first.add(List.of(result(2)));
        }
        try (AblationStore store = AblationStore.open(file, SETTINGS)) {
            assertThat(store.get("base", 1)).isEqualTo(result(1));
            assertThat(store.get("base", 2)).isEqualTo(result(2));
        }
    }

    @Test
    void a_line_in_the_middle_that_is_not_JSON_is_named_and_the_file_left_as_it_is() throws IOException {
        Path file = begun(1);
        Files.writeString(file, "{\"variant\n" + result(2).json() + "\n", StandardOpenOption.APPEND);
        byte[] before = Files.readAllBytes(file);
        for (int i = 0; i < 2; i++) { // A refused opening keeps no lock.
            assertThatThrownBy(() -> AblationStore.open(file, SETTINGS))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("line 3 of " + file + " is not JSON; cut the file off before that line");
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    /** A file with the results of so many seeds. */
    private Path begun(int seeds) {
        Path file = folder.resolve("ablation.jsonl");
        try (AblationStore store = AblationStore.open(file, SETTINGS)) {
            for (long seed = 1; seed <= seeds; seed++) {
                store.add(List.of(result(seed)));
            }
        }
        return file;
    }

    private static AblationResult result(long seed) {
        Sample right = new Sample(List.of(0.5 + seed / 100.0), "7", true, -1, 10);
        Sample wrong = new Sample(List.of(0.5), "8", false, -2, 20);
        ProblemResult mixed = new ProblemResult("problem 1", 0, "7", List.of(right, wrong));
        return AblationResult.of("base", seed, List.of(mixed), Aggregator.GEOMETRIC_MEAN);
    }
}
