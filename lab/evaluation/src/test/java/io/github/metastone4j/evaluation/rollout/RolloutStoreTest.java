package io.github.metastone4j.evaluation.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.metastone4j.evaluation.rollout.Attempts.Attempt;
import io.github.metastone4j.generation.StepRule;
import io.github.metastone4j.generation.ThinkTags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RolloutStoreTest {

    private static final Map<String, String> SETTINGS = Map.of("temperature", "1.0", "seed", "3");

    @TempDir
    Path folder;

    @Test
    void attemptsComeBackAsTheyWere() {
        Path file = folder.resolve("rollouts.jsonl");
        try (RolloutStore store = RolloutStore.open(file, SETTINGS)) {
            store.append(attempts(0));
            store.append(attempts(1));
        }
        try (RolloutStore store = RolloutStore.open(file, SETTINGS)) {
            assertThat(store.problems()).isEqualTo(2);
            assertThat(read(store)).usingRecursiveComparison().isEqualTo(List.of(attempts(0), attempts(1)));
        }
    }

    @Test
    void aTornRecordIsDroppedAndTheRunGoesOnBehindTheLastWholeOne() throws IOException {
        Path file = folder.resolve("rollouts.jsonl");
        try (RolloutStore store = RolloutStore.open(file, SETTINGS)) {
            store.append(attempts(0));
        }
        Files.writeString(file, "{\"problem\":1,\"prompt\":[1,2", StandardOpenOption.APPEND);
        try (RolloutStore store = RolloutStore.open(file, SETTINGS)) {
            assertThat(store.problems()).isEqualTo(1);
            assertThatThrownBy(() -> store.append(attempts(2))).hasMessageContaining("1 are there");
            store.append(attempts(1));
            assertThat(read(store)).usingRecursiveComparison().isEqualTo(List.of(attempts(0), attempts(1)));
        }
    }

    @Test
    void aFileWithATornHeaderIsBegunAnew() throws IOException {
        Path file = Files.writeString(folder.resolve("rollouts.jsonl"), "{\"rollouts\":{\"se");
        try (RolloutStore store = RolloutStore.open(file, SETTINGS)) {
            store.append(attempts(0));
        }
        assertThat(Files.readAllLines(file)).hasSize(2);
    }

    @Test
    void otherSettingsAreRefusedByName() throws IOException {
        Path file = folder.resolve("rollouts.jsonl");
        RolloutStore.open(file, SETTINGS).close();
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> RolloutStore.open(file, Map.of("temperature", "0.6", "seed", "3", "topK", "5")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("temperature was 1.0 and is 0.6, topK was not set and is 5");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void aFileOfAnotherKindIsLeftAlone() throws IOException {
        Path file = Files.writeString(folder.resolve("rollouts.jsonl"), "{\"mine\": 1}\n");
        assertThatThrownBy(() -> RolloutStore.open(file, SETTINGS)).hasMessageContaining("was not written by a run");
        assertThat(file).hasContent("{\"mine\": 1}\n");
    }

    @Test
    void aFullDiskIsToldClearly() throws IOException {
        assumeThat(Path.of("/dev/full")).exists();
        Path file = Files.createSymbolicLink(folder.resolve("rollouts.jsonl"), Path.of("/dev/full"));
        assertThatThrownBy(() -> RolloutStore.open(file, SETTINGS))
                .hasMessageContaining("attempts cannot be kept in")
                .hasMessageContaining("enough space");
    }

    @Test
    void onlyPositionsOfTheOutputAreScoredAndOnlyUpToWhereItsThinkingEnds() {
        // A step ends at 38; the prompt has one, and so has the answer behind </think> = 149.
        var attempts = new Attempts(
                0,
                new int[] {5, 38, 7, 148},
                List.of(new Attempt(new int[] {9, 10, 38, 11, 149, 12, 38}, 5, false, -1, List.of(), null, true)));
        var tokens = new BitSet();
        tokens.set(38);
        assertThat(attempts.scoredPositions(0, new ThinkTags(148, 149), new StepRule.StepTokens(tokens)))
                .containsExactly(5);
        assertThat(attempts.thinking(0)).containsExactly(5, 38, 7, 148, 9, 10, 38, 11, 149);
    }

    private static List<Attempts> read(RolloutStore store) {
        List<Attempts> read = new ArrayList<>();
        store.forEach(read::add);
        return read;
    }

    private static Attempts attempts(int problem) {
        return new Attempts(
                problem,
                new int[] {1, 2, 3},
                List.of(
                        new Attempt(new int[] {4, 5, problem}, 2, true, -1.5, List.of(0.5, 0.25), "1/2", true),
                        new Attempt(new int[] {}, 0, false, 0, List.of(), null, false)));
    }
}
