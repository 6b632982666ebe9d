package io.github.metastone4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTensorsTest {

    @TempDir
    Path dir;

    // First element, last element and sum of one tensor, as the safetensors library reads them.
    @ParameterizedTest
    @CsvSource({
        "llama-float16/model.safetensors, 32, 0.05340576171875, -0.10107421875, 12.54425060749054",
        "qwen2-bfloat16-sharded/model-00003-of-00003.safetensors, 32, 0.15625, 0.0218505859375, 5.056934118270874",
        "qwen2-float32/model.safetensors, 32, 0.22793824970722198, -0.012270952574908733, 8.15726418344093",
        "qwen3-bfloat16/model.safetensors, 64, 0.0074462890625, -0.0546875, -5.767284452915192"
    })
    void values_are_those_of_the_reference_reader(String file, long rows, float first, float last, double sum) {
        StoredTensor tensor = SafeTensors.open(Resources.golden(file)).tensor("model.layers.2.self_attn.k_proj.weight");

        float[] values = tensor.toFloats();

        assertThat(tensor.shape()).containsExactly(rows, 64L);
        assertThat(values[0]).isEqualTo(first);
        assertThat(values[values.length - 1]).isEqualTo(last);
        double total = 0;
        for (float value : values) {
            total += value;
        }
        assertThat(total).isCloseTo(sum, within(1e-9));
    }

    @Test
    void scalars_and_empty_tensors_are_tensors() throws IOException {
        Path file = write(
                """
                {"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},
                 "b":{"dtype":"BF16","shape":[0,7],"data_offsets":[4,4]}}""",
                4);

        SafeTensors tensors = SafeTensors.open(file);

        assertThat(tensors.tensor("a").elements()).isEqualTo(1);
        assertThat(tensors.tensor("b").elements()).isZero();
    }

    @Test
    void a_file_without_tensors_opens() throws IOException {
        assertThat(SafeTensors.open(write("{\"__metadata__\":{\"format\":\"pt\"}}  ", 0))
                        .tensors())
                .isEmpty();
    }

    @Test
    void a_tensor_beyond_four_gibibytes_is_read() throws IOException {
        long big = (1L << 32) + 8;
        Path file = write(
                """
                {"big":{"dtype":"BF16","shape":[%d],"data_offsets":[0,%d]},
                 "small":{"dtype":"F32","shape":[2],"data_offsets":[%d,%d]}}"""
                        .formatted(big / 2, big, big, big + 8),
                0);
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            long end = sparse.length() + big + 8;
            sparse.setLength(end);
            sparse.seek(end - 8);
            sparse.write(new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40});
        }

        SafeTensors tensors = SafeTensors.open(file);

        assertThat(tensors.tensor("small").offset()).isGreaterThan(big);
        assertThat(tensors.tensor("small").toFloats()).containsExactly(1, 2);
        assertThat(tensors.tensor("big").map(big - 4, 4).getInt(0)).isZero();
    }

    @Test
    void a_missing_tensor_is_named_with_its_file() throws IOException {
        SafeTensors tensors = SafeTensors.open(write("{}", 0));

        assertThatThrownBy(() -> tensors.tensor("model.norm.weight"))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("tensor 'model.norm.weight' is missing from model.safetensors; is the download complete?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"I64", "F8_E4M3", "NONSENSE"})
    void a_tensor_of_another_type_hurts_only_who_asks_for_it(String type) throws IOException {
        SafeTensors tensors = SafeTensors.open(write(
                """
                {"ids":{"dtype":"%s","shape":[1],"data_offsets":[0,8]},
                 "a":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}"""
                        .formatted(type),
                12));

        assertThat(tensors.tensors()).containsOnlyKeys("a");
        assertThatThrownBy(() -> tensors.tensor("ids"))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(
                        "tensor 'ids' in model.safetensors is of type " + type + "; supported are F32, F16 and BF16");
    }

    @Test
    void a_file_that_is_not_there_is_missing() {
        assertThatThrownBy(() -> SafeTensors.open(dir.resolve("model.safetensors")))
                .isInstanceOf(MissingCheckpointException.class)
                .hasMessageEndingWith("model.safetensors does not exist; is the download complete?");
    }

    @Test
    void a_truncated_file_is_refused_with_both_sizes() throws IOException {
        Path file = write("{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}", 15);

        assertThatThrownBy(() -> SafeTensors.open(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("model.safetensors is truncated: header promises 79 bytes, the file has 78; is the download"
                        + " complete?");
    }

    @Test
    void a_file_truncated_within_its_header_is_refused() throws IOException {
        Path file = dir.resolve("model.safetensors");
        Files.write(file, new byte[] {100, 0, 0, 0, 0, 0, 0, 0, '{'});
        assertThatThrownBy(() -> SafeTensors.open(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("model.safetensors is truncated: header promises 108 bytes, the file has 9; is the download"
                        + " complete?");

        Files.write(file, new byte[] {100, 0, 0});
        assertThatThrownBy(() -> SafeTensors.open(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("is truncated: it has 3 bytes");
    }

    @Test
    void data_after_the_last_tensor_is_refused() throws IOException {
        Path file = write("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 5);

        assertThatThrownBy(() -> SafeTensors.open(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("but its tensors end at");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, 0, 1, 100_000_001, Long.MAX_VALUE})
    void an_absurd_header_length_is_refused(long length) throws IOException {
        Path file = dir.resolve("model.safetensors");
        Files.write(
                file,
                ByteBuffer.allocate(16)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(length)
                        .array());

        assertThatThrownBy(() -> SafeTensors.open(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("model.safetensors is not a safetensors file: its header would have " + length + " bytes");
    }

    @Test
    void a_git_lfs_pointer_is_recognised() throws IOException {
        Path file = dir.resolve("model.safetensors");
        Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3087467144\n");

        assertThatThrownBy(() -> SafeTensors.open(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("model.safetensors is a Git LFS pointer, not the file itself; run 'git lfs pull'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "not json | is not valid JSON",
                "[1,2] | is not a JSON object",
                "{} {} | is not valid JSON",
                "{\"a\":1} | tensor 'a' is NUMBER; an object is expected",
                "{\"a\":{}} | has no 'dtype'",
                "{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}} | tensor 'a' has no 'dtype'",
                "{\"a\":{\"dtype\":7,\"shape\":[1],\"data_offsets\":[0,4]}} | 'dtype' is 7; a text is expected",
                "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}} | has no 'shape'",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}} | has no 'data_offsets'",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}} | needs 8 bytes, but has 4",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}} | 'shape' is [-1]",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}} | 'shape' is [1.5]",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1e30],\"data_offsets\":[0,4]}} | 'shape' is",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,4]}} | 'shape' is",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,4]}} | too large",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}} | 'data_offsets' is [-4,0]",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}} | [begin, end] is expected",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,8]}} | [begin, end] is expected",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[9223372036854775800,9223372036854775804]}}"
                        + "| [begin, end] is expected",
                "{\"a\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,9223372036854775807]}}"
                        + "| [begin, end] is expected",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | begins at byte 4",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}} | the tensor before it ends at 4",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | the tensor before it ends at 8",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | Duplicate field 'a'"
            })
    void an_inconsistent_header_is_refused(String header, String why) throws IOException {
        Path file = write(header.strip(), 16);

        assertThatThrownBy(() -> SafeTensors.open(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("model.safetensors")
                .hasMessageContaining(why);
    }

    @Test
    void damage_anywhere_in_the_header_is_refused_or_harmless_but_never_a_crash() throws IOException {
        String header =
                """
                {"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},
                 "b":{"dtype":"BF16","shape":[3],"data_offsets":[16,22]}}""";
        byte[] whole = Files.readAllBytes(write(header, 22));
        Random random = new Random(42);
        for (int round = 0; round < 500; round++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length - 22)] = (byte) random.nextInt(256);
            Path file = Files.write(dir.resolve("model.safetensors"), damaged);
            try {
                SafeTensors.open(file).tensors().values().forEach(StoredTensor::elements);
            } catch (CheckpointException e) {
                assertThat(e).hasMessageContaining("model.safetensors");
            }
        }
    }

    @Test
    void deep_nesting_is_refused_without_exhausting_the_stack() throws IOException {
        Path file = write("{\"a\":" + "[".repeat(1_000_000), 0);

        assertThatThrownBy(() -> SafeTensors.open(file)).isInstanceOf(CheckpointException.class);
    }

    @Test
    void a_file_that_shrinks_after_it_was_opened_is_noticed() throws IOException {
        Path file = write("{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}", 16);
        StoredTensor tensor = SafeTensors.open(file).tensor("a");
        Files.write(file, new byte[8]);

        assertThatThrownBy(tensor::toFloats)
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("has become shorter than tensor 'a' needs");
    }

    private Path write(String header, int dataBytes) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json);
        return Files.write(dir.resolve("model.safetensors"), bytes.array());
    }
}
