package io.github.metastone4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.metastone4j.checkpoint.Dtype;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureStoreTest {

    @TempDir
    Path folder;

    @Test
    void rowsAreReadInAnyOrderHoweverManyMappingsTheyLieIn() {
        Path file = folder.resolve("features.bin");
        try (var writer = new FeatureStore.Writer(file, Dtype.FLOAT32, 3, "a run")) {
            for (int trajectory = 0; trajectory < 20; trajectory += 2) {
                writer.append(trajectory, rows(trajectory, trajectory % 3 + 1));
            }
            writer.finish();
        }
        FeatureStore store = FeatureStore.open(file, 40); // three rows of 12 bytes in each mapping
        assertThat(store.rows()).isEqualTo(19);
        assertThat(store.isOf("a run", Dtype.FLOAT32)).isTrue();
        assertThat(store.isOf("another", Dtype.FLOAT32)).isFalse();
        assertThat(store.rowsOf(4)).containsExactly(4, 6); // behind the 1 of trajectory 0 and the 3 of 2
        assertThat(store.rowsOf(5)).containsExactly(6, 6);
        int[] order = {18, 0, 5, 4, 5};
        ByteBuffer read = store.read(order).order(ByteOrder.LITTLE_ENDIAN);
        for (int row : order) {
            int trajectory = store.trajectory(row);
            float expected = trajectory * 100 + row - store.rowsOf(trajectory)[0];
            for (int i = 0; i < 3; i++) {
                assertThat(read.getFloat()).isEqualTo(expected);
            }
        }
        assertThat(read.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"FLOAT32, 7fc00000", "FLOAT32, ff800000", "BFLOAT16, 7f80", "BFLOAT16, ffc0", "FLOAT16, 7c00"})
    void whatIsNoNumberOrInfiniteIsRefusedByTheTrajectorysName(Dtype dtype, String bits) throws IOException {
        Path file = folder.resolve("features.bin");
        ByteBuffer features = ByteBuffer.allocate(4 * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        int value = Integer.parseUnsignedInt(bits, 16);
        if (dtype == Dtype.FLOAT32) {
            features.putInt(12, value);
        } else {
            features.putShort(6, (short) value);
        }
        try (var writer = new FeatureStore.Writer(file, dtype, 2, "")) {
            writer.append(3, ByteBuffer.allocate(2 * dtype.bytes()));
            assertThatThrownBy(() -> writer.append(7, features))
                    .hasMessageContaining("step 2 of trajectory 7")
                    .hasMessageContaining(dtype.configName());
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void aFullDiskLeavesWhatWasThere() throws IOException {
        assumeThat(Path.of("/dev/full")).exists();
        Path file = Files.writeString(folder.resolve("features.bin"), "before");
        Files.createSymbolicLink(folder.resolve("features.bin.partial"), Path.of("/dev/full"));
        assertThatThrownBy(() -> new FeatureStore.Writer(file, Dtype.BFLOAT16, 8, ""))
                .hasMessageContaining("features cannot be written to")
                .hasMessageContaining("No space left")
                .hasMessageContaining("nothing was overwritten");
        assertThat(file).hasContent("before");
        assertThat(files()).hasSize(1);
    }

    @Test
    void withoutAnEndNothingAppears() throws IOException {
        Path file = folder.resolve("features.bin");
        try (var writer = new FeatureStore.Writer(file, Dtype.BFLOAT16, 2, "")) {
            writer.append(0, ByteBuffer.allocate(8));
            assertThatThrownBy(() -> writer.append(0, ByteBuffer.allocate(4))).hasMessageContaining("comes after 0");
            assertThatThrownBy(() -> writer.append(1, ByteBuffer.allocate(5))).hasMessageContaining("no whole rows");
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void aDamagedFileIsRefused() throws IOException {
        Path file = folder.resolve("features.bin");
        try (var writer = new FeatureStore.Writer(file, Dtype.BFLOAT16, 2, "")) {
            writer.append(0, ByteBuffer.allocate(8));
            writer.finish();
        }
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
        assertThatThrownBy(() -> FeatureStore.open(file)).hasMessageContaining("remove it, and it is made again");
        Files.writeString(file, "something else");
        assertThatThrownBy(() -> FeatureStore.open(file)).hasMessageContaining("remove it, and it is made again");
    }

    private Stream<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Path::toString).toList().stream();
        }
    }

    private static ByteBuffer rows(int trajectory, int count) {
        ByteBuffer rows = ByteBuffer.allocate(12 * count).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 3 * count; i++) {
            rows.putFloat(trajectory * 100 + i / 3);
        }
        return rows.flip();
    }
}
