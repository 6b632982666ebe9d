package io.github.metastone4j.training.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metastone4j.checkpoint.CheckpointException;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.checkpoint.ScoreHead;
import io.github.metastone4j.checkpoint.StoredTensor;
import io.github.metastone4j.checkpoint.TorchArchive;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TorchArchiveWriterTest {

    @TempDir
    Path dir;

    @ParameterizedTest
    @EnumSource(Dtype.class)
    void what_is_written_is_read_back_in_every_type(Dtype dtype) throws IOException {
        ByteBuffer weight = random(18 * dtype.bytes());
        ByteBuffer bias = random(6 * dtype.bytes());
        Path file = dir.resolve("score_module.pt");
        new TorchArchiveWriter()
                .add("0.weight", dtype, List.of(6L, 3L), weight)
                .add("0.bias", dtype, List.of(6L), bias)
                .write(file);

        Map<String, StoredTensor> tensors = TorchArchive.read(file);

        assertThat(tensors.keySet()).containsExactly("0.weight", "0.bias");
        StoredTensor read = tensors.get("0.weight");
        assertThat(read.dtype()).isEqualTo(dtype);
        assertThat(read.shape()).containsExactly(6L, 3L);
        assertThat(read.map(0, (int) read.bytes())).isEqualTo(weight);
        assertThat(tensors.get("0.bias").map(0, 6 * dtype.bytes())).isEqualTo(bias);
    }

    @Test
    void what_is_written_is_a_head() throws IOException {
        new TorchArchiveWriter()
                .add("0.weight", Dtype.FLOAT32, List.of(4L, 2L), random(32))
                .add("0.bias", Dtype.FLOAT32, List.of(4L), random(16))
                .add("3.weight", Dtype.FLOAT32, List.of(1L, 4L), random(16))
                .add("3.bias", Dtype.FLOAT32, List.of(1L), random(4))
                .write(dir.resolve("score_module.pt"));

        ScoreHead head = ScoreHead.find(dir, 2);

        assertThat(head).isNotNull();
        assertThat(head.hiddenSize()).isEqualTo(2);
    }

    @Test
    void scalars_empty_tensors_and_names_in_any_script_are_read_back() {
        Path file = dir.resolve("a.pt");
        new TorchArchiveWriter()
                .add("scalar ümlaut", Dtype.FLOAT32, List.of(), floats(7))
                .add("none", Dtype.FLOAT32, List.of(0L, 3L), floats())
                .write(file);

        Map<String, StoredTensor> tensors = TorchArchive.read(file);

        assertThat(tensors.get("scalar ümlaut").toFloats()).containsExactly(7);
        assertThat(tensors.get("none").shape()).containsExactly(0L, 3L);
    }

    @Test
    void the_archive_has_the_entries_of_torch_save_stored_and_with_their_checksums() throws IOException {
        Path file = dir.resolve("a.pt");
        new TorchArchiveWriter()
                .add("x", Dtype.FLOAT32, List.of(1L), floats(1))
                .add("y", Dtype.FLOAT16, List.of(1L), ByteBuffer.allocate(2))
                .write(file);

        try (ZipFile zip = new ZipFile(file.toFile())) {
            List<? extends ZipEntry> entries = Collections.list(zip.entries());
            assertThat(entries)
                    .extracting(ZipEntry::getName)
                    .containsExactly(
                            "archive/data.pkl",
                            "archive/byteorder",
                            "archive/data/0",
                            "archive/data/1",
                            "archive/version");
            assertThat(entries).extracting(ZipEntry::getMethod).containsOnly(ZipEntry.STORED);
            assertThat(text(zip, "archive/byteorder")).isEqualTo("little");
            assertThat(text(zip, "archive/version")).isEqualTo("3\n");
        }
        // Unlike ZipFile, the stream holds every entry against its checksum.
        try (var stream = new ZipInputStream(Files.newInputStream(file))) {
            int entries = 0;
            while (stream.getNextEntry() != null) {
                stream.readAllBytes();
                entries++;
            }
            assertThat(entries).isEqualTo(5);
        }
    }

    @Test
    void every_tensor_begins_at_a_multiple_of_64_bytes() {
        Path file = dir.resolve("a.pt");
        TorchArchiveWriter writer = new TorchArchiveWriter();
        for (int elements = 0; elements < 40; elements++) {
            writer.add("x" + elements, Dtype.FLOAT16, List.of((long) elements), ByteBuffer.allocate(2 * elements));
        }
        writer.write(file);

        assertThat(TorchArchive.read(file).values())
                .hasSize(40)
                .allMatch(tensor -> tensor.offset() % 64 == 0, "aligned");
    }

    @Test
    void the_same_tensors_give_the_same_bytes_under_any_file_name() {
        TorchArchiveWriter writer = new TorchArchiveWriter().add("x", Dtype.FLOAT32, List.of(1L), floats(1));
        writer.write(dir.resolve("a.pt"));
        writer.write(dir.resolve("b.bin"));

        assertThat(dir.resolve("a.pt")).hasSameBinaryContentAs(dir.resolve("b.bin"));
    }

    @Test
    void a_buffer_is_taken_from_its_position_to_its_limit_and_left_as_it_is() {
        ByteBuffer data = floats(1, 2, 3).position(4).limit(8);
        new TorchArchiveWriter().add("x", Dtype.FLOAT32, List.of(1L), data).write(dir.resolve("a.pt"));

        assertThat(data.position()).isEqualTo(4);
        assertThat(TorchArchive.read(dir.resolve("a.pt")).get("x").toFloats()).containsExactly(2);
    }

    @Test
    void a_failure_leaves_nothing_behind() {
        assertThatThrownBy(() -> new TorchArchiveWriter().write(dir.resolve("nowhere/a.pt")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("nowhere");
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void names_and_sizes_are_checked_at_once() {
        TorchArchiveWriter writer = new TorchArchiveWriter().add("x", Dtype.FLOAT32, List.of(1L), floats(1));

        assertThatThrownBy(() -> writer.add("x", Dtype.FLOAT32, List.of(1L), floats(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tensor name 'x' is taken; each name can be used once");
        assertThatThrownBy(() -> writer.add("y", Dtype.FLOAT32, List.of(2L), floats(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs 8 bytes, but has 4");
    }

    private static String text(ZipFile zip, String entry) throws IOException {
        try (var stream = zip.getInputStream(zip.getEntry(entry))) {
            return new String(stream.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static ByteBuffer random(int bytes) {
        byte[] data = new byte[bytes];
        new Random(bytes).nextBytes(data);
        return ByteBuffer.wrap(data);
    }

    private static ByteBuffer floats(float... values) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            buffer.putFloat(value);
        }
        return buffer.flip();
    }
}
