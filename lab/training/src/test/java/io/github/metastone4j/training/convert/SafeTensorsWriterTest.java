package io.github.metastone4j.training.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metastone4j.checkpoint.CheckpointException;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.checkpoint.SafeTensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeTensorsWriterTest {

    @TempDir
    Path dir;

    @Test
    void what_is_written_is_read_back() {
        Path file = dir.resolve("score_module.safetensors");
        new SafeTensorsWriter()
                .add("half", Dtype.BFLOAT16, List.of(3L), ByteBuffer.wrap(new byte[] {0, 0, -128, 63, 0, 64}))
                .add("weight", Dtype.FLOAT32, List.of(2L, 1L), floats(1.5f, -2))
                .add("scalar \" ümlaut", Dtype.FLOAT32, List.of(), channel -> channel.write(floats(7)))
                .write(file);

        SafeTensors tensors = SafeTensors.open(file);

        assertThat(tensors.tensors()).containsOnlyKeys("half", "weight", "scalar \" ümlaut");
        assertThat(tensors.tensor("weight").shape()).containsExactly(2L, 1L);
        assertThat(tensors.tensor("weight").toFloats()).containsExactly(1.5f, -2);
        assertThat(tensors.tensor("half").toFloats()).containsExactly(0, 1, 2);
        assertThat(tensors.tensor("scalar \" ümlaut").toFloats()).containsExactly(7);
    }

    @Test
    void data_is_aligned_and_the_header_says_pt() throws IOException {
        Path file = dir.resolve("score_module.safetensors");
        new SafeTensorsWriter()
                .add("odd", Dtype.FLOAT16, List.of(1L), ByteBuffer.allocate(2))
                .add("wide", Dtype.FLOAT32, List.of(1L), floats(3))
                .write(file);

        SafeTensors tensors = SafeTensors.open(file);

        assertThat(tensors.tensor("wide").offset() % 8).isZero();
        assertThat(tensors.tensor("odd").offset())
                .isEqualTo(tensors.tensor("wide").offset() + 4);
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .contains("\"__metadata__\":{\"format\":\"pt\"}");
    }

    @Test
    void a_buffer_is_taken_from_its_position_to_its_limit_and_left_as_it_is() {
        ByteBuffer data = floats(1, 2, 3).position(4).limit(8);
        SafeTensorsWriter writer = new SafeTensorsWriter().add("x", Dtype.FLOAT32, List.of(1L), data);
        writer.write(dir.resolve("a.safetensors"));
        writer.write(dir.resolve("b.safetensors"));

        assertThat(data.position()).isEqualTo(4);
        assertThat(SafeTensors.open(dir.resolve("b.safetensors")).tensor("x").toFloats())
                .containsExactly(2);
    }

    @Test
    void a_failure_leaves_the_old_file_and_no_other() throws IOException {
        Path file = Files.writeString(dir.resolve("score_module.safetensors"), "old");
        SafeTensorsWriter writer = new SafeTensorsWriter().add("x", Dtype.FLOAT32, List.of(2L), channel -> {
            channel.write(floats(1));
            throw new IOException("No space left on device");
        });

        assertThatThrownBy(() -> writer.write(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("cannot write " + file + ": No space left on device; is the folder there and writable, with"
                        + " enough space left?");

        assertThat(file).hasContent("old");
        assertThat(dir).isDirectoryContaining("glob:**score_module.safetensors");
        assertThat(dir.toFile().list()).hasSize(1);
    }

    @Test
    void content_of_the_wrong_length_is_refused() {
        SafeTensorsWriter writer =
                new SafeTensorsWriter().add("x", Dtype.FLOAT32, List.of(2L), channel -> channel.write(floats(1)));

        assertThatThrownBy(() -> writer.write(dir.resolve("a.safetensors")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("tensor 'x' gave 4 bytes instead of 8");
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void a_folder_that_is_not_there_is_named() {
        assertThatThrownBy(() -> new SafeTensorsWriter().write(dir.resolve("nowhere/a.safetensors")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("nowhere");
    }

    @Test
    void names_sizes_and_shapes_are_checked_at_once() {
        SafeTensorsWriter writer = new SafeTensorsWriter().add("x", Dtype.FLOAT32, List.of(1L), floats(1));

        assertThatThrownBy(() -> writer.add("x", Dtype.FLOAT32, List.of(1L), floats(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tensor name 'x' is taken; each name can be used once");
        assertThatThrownBy(() -> writer.add("__metadata__", Dtype.FLOAT32, List.of(1L), floats(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.add("y", Dtype.FLOAT32, List.of(2L), floats(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs 8 bytes, but has 4");
        assertThatThrownBy(() -> writer.add("y", Dtype.FLOAT32, List.of(-1L), channel -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("negative");
    }

    private static ByteBuffer floats(float... values) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            buffer.putFloat(value);
        }
        return buffer.flip();
    }
}
