package io.github.metastone4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TorchArchiveTest {

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"module_state_dict.pt", "parameters.pt", "protocol4.pt"})
    void whatever_way_a_module_was_saved_its_tensors_are_found(String name) {
        Map<String, StoredTensor> tensors = TorchArchive.read(Resources.torch(name));

        assertThat(tensors).containsOnlyKeys("0.weight", "0.bias", "3.weight", "3.bias");
        assertThat(tensors.get("0.weight").shape()).containsExactly(4L, 2L);
        assertThat(tensors.get("0.weight").toFloats()).containsExactly(0, .25f, .5f, .75f, 1, 1.25f, 1.5f, 1.75f);
        assertThat(tensors.get("0.bias").toFloats()).containsExactly(1, -1, .5f, -.5f);
        assertThat(tensors.get("3.weight").toFloats()).containsExactly(1, 2, -3, .25f);
        assertThat(tensors.get("3.bias").toFloats()).containsExactly(-2);
    }

    @Test
    void the_type_is_that_of_the_storage() {
        assertThat(type("module_state_dict.pt")).isEqualTo(Dtype.FLOAT32);
        assertThat(type("parameters.pt")).isEqualTo(Dtype.BFLOAT16);
        assertThat(type("protocol4.pt")).isEqualTo(Dtype.FLOAT16);
    }

    @Test
    void tensors_may_be_parts_of_one_storage() {
        Map<String, StoredTensor> tensors = TorchArchive.read(Resources.torch("shared_storage.pt"));

        assertThat(tensors.get("tail").toFloats()).containsExactly(12, 13, 14, 15, 16, 17, 18, 19);
        assertThat(tensors.get("all").toFloats()).hasSize(20).startsWith(0, 1, 2);
    }

    @Test
    void a_transposed_tensor_is_refused() {
        assertThatThrownBy(() -> TorchArchive.read(Resources.torch("transposed.pt")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("transposed.pt, tensor '0.weight': strides [1, 5] are not those of a contiguous"
                        + " tensor of shape [5, 4]");
    }

    @Test
    void a_pickled_module_is_refused_with_its_class() {
        assertThatThrownBy(() -> TorchArchive.read(Resources.torch("whole_module.pt")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("whole_module.pt names 'torch.nn.modules.container.Sequential'; only tensors");
    }

    @Test
    void a_type_we_cannot_compute_with_is_refused() {
        assertThatThrownBy(() -> TorchArchive.read(Resources.torch("float64.pt")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("torch.DoubleStorage");
    }

    @Test
    void a_training_state_is_refused_because_not_all_of_it_are_tensors() {
        assertThatThrownBy(() -> TorchArchive.read(Resources.torch("training_state.pt")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("'state_dict' is not a tensor");
    }

    @Test
    void a_file_from_before_zip_archives_is_refused_with_the_remedy() {
        assertThatThrownBy(() -> TorchArchive.read(Resources.torch("legacy.pt")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("legacy.pt is not a whole torch archive")
                .hasMessageContaining("before PyTorch 1.6");
    }

    @Test
    void a_file_that_is_not_there_is_missing() {
        assertThatThrownBy(() -> TorchArchive.read(dir.resolve("score_module.pt")))
                .isInstanceOf(MissingCheckpointException.class);
    }

    static Stream<Arguments> programs() {
        return Stream.of(
                Arguments.of(
                        "os.system",
                        Pickle.start().global("os", "system").op('(').text("id").op('t', 'R', '.')),
                Arguments.of(
                        "posix.system",
                        Pickle.start()
                                .text("posix")
                                .text("system")
                                .op(0x93)
                                .text("id")
                                .op(0x85, 'R', '.')),
                Arguments.of(
                        "os.system",
                        Pickle.start()
                                .op('(')
                                .text("id")
                                .op('i')
                                .raw("os\nsystem\n")
                                .op('.')),
                Arguments.of(
                        "subprocess.Popen",
                        Pickle.start()
                                .op('(')
                                .global("subprocess", "Popen")
                                .text("id")
                                .op('o', '.')),
                Arguments.of(
                        "builtins.eval",
                        Pickle.start().global("builtins", "eval").op(')', 0x81, '.')),
                // A name that only ends as an allowed one does, and one split elsewhere.
                Arguments.of(
                        "evil.collections.OrderedDict",
                        Pickle.start().global("evil.collections", "OrderedDict").op(')', 'R', '.')),
                Arguments.of(
                        "torch.load", Pickle.start().global("torch", "load").op('.')));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void a_pickle_that_names_code_is_refused_naming_it(String name, Pickle pickle) {
        assertThatThrownBy(() -> TorchArchive.read(pickle.archive(dir.resolve("score_module.pt"), 4)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("score_module.pt names '" + name + "'; only tensors are accepted");
    }

    static Stream<Arguments> nonsense() {
        return Stream.of(
                Arguments.of("a value where there is none", Pickle.start().op('.')),
                Arguments.of("a value where there is none", Pickle.start().op('R')),
                Arguments.of("a value where there is none", Pickle.start().op('(', 'q', 0, '.')),
                Arguments.of("a mark that is missing", Pickle.start().op('}', 'u', '.')),
                Arguments.of("memo 7", Pickle.start().op('h', 7, '.')),
                Arguments.of("memo -1", Pickle.start().op('j').int32(-1).op('.')),
                Arguments.of(
                        "a text of 4294967295 bytes", Pickle.start().op('X').int32(-1)),
                Arguments.of(
                        "a text of 2000000000 bytes", Pickle.start().op('X').int32(2_000_000_000)),
                Arguments.of("a number of 255 bytes", Pickle.start().op(0x8a, 255)),
                Arguments.of(
                        "opcode 0x81",
                        Pickle.start().global("collections", "OrderedDict").op(')', 0x81, '.')),
                Arguments.of(
                        "opcode 0x6f",
                        Pickle.start()
                                .op('(')
                                .global("collections", "OrderedDict")
                                .op('o', '.')),
                Arguments.of("opcode 0x49", Pickle.start().raw("I1\n.")),
                Arguments.of("where a dict is expected", Pickle.start().op(')', '.')),
                Arguments.of(
                        "where a dict is expected", Pickle.start().text("x").op(')', 'b', '.')),
                Arguments.of(
                        "a call of something that is no function",
                        Pickle.start().text("x").op(')', 'R', '.')),
                Arguments.of(
                        "an unusual call of 'collections.OrderedDict'",
                        Pickle.start().global("collections", "OrderedDict").op('K', 1, 0x85, 'R', '.')),
                Arguments.of(
                        "an unusual call of 'torch._utils._rebuild_tensor_v2'",
                        Pickle.start()
                                .global("torch._utils", "_rebuild_tensor_v2")
                                .op(')', 'R', '.')),
                Arguments.of(
                        "an unusual persistent id",
                        Pickle.start().numbers(1, 2, 3, 4, 5).op('Q', '.')),
                Arguments.of("an unusual persistent id", Pickle.start().storage("collections", "OrderedDict", "0", 1)),
                Arguments.of(
                        "a key but no value",
                        Pickle.start().op('}', '(').text("x").op('u', '.')),
                Arguments.of(
                        "two values for 'x'",
                        Pickle.start().op('}', '(').text("x").op('N').text("x").op('N', 'u', '.')),
                Arguments.of(
                        "'x' is not a tensor", Pickle.start().op('}').text("x").op('N', 's', '.')),
                Arguments.of("a size is expected", Pickle.oneTensor("x", -1, new int[] {1}, new int[] {1}, 1)),
                Arguments.of("a size is expected", Pickle.oneTensor("x", 0, new int[] {-1}, new int[] {1}, 1)),
                Arguments.of("a tensor of 9 dimensions", Pickle.oneTensor("x", 0, new int[9], new int[9], 1)),
                Arguments.of("in the middle of its pickle", Pickle.start().op('}', '(')),
                Arguments.of(
                        "in the middle of its pickle", Pickle.start().op('c').raw("collections")));
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void a_pickle_that_is_no_state_dict_is_refused(String why, Pickle pickle) {
        assertThatThrownBy(() -> TorchArchive.read(pickle.archive(dir.resolve("score_module.pt"), 4)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(why);
    }

    static Stream<Arguments> misfits() {
        return Stream.of(
                Arguments.of("beyond its storage", Pickle.oneTensor("x", 0, new int[] {5}, new int[] {1}, 4)),
                Arguments.of("beyond its storage", Pickle.oneTensor("x", 3, new int[] {2}, new int[] {1}, 4)),
                Arguments.of(
                        "beyond its storage",
                        Pickle.oneTensor("x", Integer.MAX_VALUE, new int[] {1}, new int[] {1}, 4)),
                Arguments.of("5 elements are promised", Pickle.oneTensor("x", 0, new int[] {4}, new int[] {1}, 5)),
                Arguments.of(
                        "is too large",
                        Pickle.oneTensor("x", 0, new int[] {1 << 30, 1 << 30, 1 << 30}, new int[] {1, 1, 1}, 4)),
                Arguments.of("strides [0]", Pickle.oneTensor("x", 0, new int[] {4}, new int[] {0}, 4)),
                Arguments.of("strides [1, 1]", Pickle.oneTensor("x", 0, new int[] {4}, new int[] {1, 1}, 4)));
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void a_tensor_that_does_not_fit_its_storage_is_refused(String why, Pickle pickle) {
        assertThatThrownBy(() -> TorchArchive.read(pickle.archive(dir.resolve("score_module.pt"), 16)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("score_module.pt, tensor 'x': ")
                .hasMessageContaining(why);
    }

    @Test
    void the_stride_of_a_dimension_of_one_element_does_not_matter() throws IOException {
        Pickle pickle = Pickle.oneTensor("x", 0, new int[] {1, 4, 1}, new int[] {99, 1, 77}, 4);

        assertThat(TorchArchive.read(pickle.archive(dir.resolve("a.pt"), 16))
                        .get("x")
                        .shape())
                .containsExactly(1L, 4L, 1L);
    }

    @Test
    void compressed_entries_are_refused_because_they_cannot_be_mapped() throws IOException {
        byte[] pickle =
                Pickle.oneTensor("x", 0, new int[] {4}, new int[] {1}, 4).bytes();
        Path file = Pickle.zip(
                dir.resolve("score_module.pt"),
                ZipEntry.DEFLATED,
                Map.of("a/data.pkl", pickle, "a/data/0", new byte[16]));

        assertThatThrownBy(() -> TorchArchive.read(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("score_module.pt: entry 'a/data.pkl' is compressed or encrypted; it must be stored as"
                        + " torch.save stores it");
    }

    @Test
    void a_storage_that_is_not_in_the_archive_is_named() throws IOException {
        byte[] pickle =
                Pickle.oneTensor("x", 0, new int[] {4}, new int[] {1}, 4).bytes();
        Path file = Pickle.zip(dir.resolve("score_module.pt"), ZipEntry.STORED, Map.of("a/data.pkl", pickle));

        assertThatThrownBy(() -> TorchArchive.read(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("score_module.pt has no entry 'a/data/0'; is the download complete?");
    }

    @Test
    void big_endian_data_is_refused() throws IOException {
        byte[] pickle =
                Pickle.oneTensor("x", 0, new int[] {4}, new int[] {1}, 4).bytes();
        Path file = Pickle.zip(
                dir.resolve("score_module.pt"),
                ZipEntry.STORED,
                Map.of(
                        "a/data.pkl",
                        pickle,
                        "a/data/0",
                        new byte[16],
                        "a/byteorder",
                        "big".getBytes(StandardCharsets.US_ASCII)));

        assertThatThrownBy(() -> TorchArchive.read(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("byte order 'big'");
    }

    @Test
    void a_huge_pickle_is_refused_unread() throws IOException {
        Path file =
                Pickle.zip(dir.resolve("score_module.pt"), ZipEntry.STORED, Map.of("a/data.pkl", new byte[1_048_577]));

        assertThatThrownBy(() -> TorchArchive.read(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("has 1048577 bytes; at most 1048576 are expected");
    }

    @Test
    void an_archive_with_no_pickle_or_two_is_refused() throws IOException {
        byte[] pickle = Pickle.start().op('}', '.').bytes();
        Path none = Pickle.zip(dir.resolve("none.pt"), ZipEntry.STORED, Map.of("a/version", new byte[1]));
        Path two =
                Pickle.zip(dir.resolve("two.pt"), ZipEntry.STORED, Map.of("a/data.pkl", pickle, "b/data.pkl", pickle));

        assertThatThrownBy(() -> TorchArchive.read(none)).hasMessageContaining("none.pt has 0 entries data.pkl");
        assertThatThrownBy(() -> TorchArchive.read(two)).hasMessageContaining("two.pt has 2 entries data.pkl");
    }

    @Test
    void two_entries_of_one_name_are_refused() throws IOException {
        Path file = Pickle.zip(
                dir.resolve("score_module.pt"),
                ZipEntry.STORED,
                Map.of("a/data.pkl", Pickle.start().op('}', '.').bytes(), "b/data.pkl", new byte[4]));
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i + 10 < bytes.length; i++) {
            if (new String(bytes, i, 10, StandardCharsets.ISO_8859_1).equals("b/data.pkl")) {
                bytes[i] = 'a';
            }
        }
        Files.write(file, bytes);

        assertThatThrownBy(() -> TorchArchive.read(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("two entries 'a/data.pkl'");
    }

    @Test
    void an_archive_cut_off_anywhere_is_refused() throws IOException {
        byte[] whole = Files.readAllBytes(Resources.torch("module_state_dict.pt"));
        Path file = dir.resolve("score_module.pt");
        for (int length = 0; length < whole.length; length += 13) {
            Files.write(file, Arrays.copyOf(whole, length));

            assertThatThrownBy(() -> TorchArchive.read(file)).isInstanceOf(CheckpointException.class);
        }
    }

    @Test
    void damage_anywhere_is_refused_or_harmless_but_never_a_crash() throws IOException {
        byte[] whole = Files.readAllBytes(Resources.torch("module_state_dict.pt"));
        Path file = dir.resolve("score_module.pt");
        Random random = new Random(42);
        for (int round = 0; round < 500; round++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i <= round % 3; i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            Files.write(file, damaged);
            try {
                TorchArchive.read(file).values().forEach(StoredTensor::toFloats);
            } catch (CheckpointException e) {
                assertThat(e).hasMessageContaining("score_module.pt");
            }
        }
    }

    @Test
    void a_storage_beyond_four_gibibytes_is_located() throws IOException {
        // Four GiB of nothing before the first entry: offsets no longer fit but in zip64 fields.
        Path file = dir.resolve("score_module.pt");
        long gap = 1L << 32;
        byte[] pickle =
                Pickle.oneTensor("x", 1, new int[] {2}, new int[] {1}, 3).bytes();
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.seek(gap);
            Zip64 zip = new Zip64(out);
            zip.add("a/data.pkl", pickle);
            zip.add("a/data/0", new byte[] {0, 0, 0, 0, 0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40});
            zip.finish();
        }

        StoredTensor tensor = TorchArchive.read(file).get("x");

        assertThat(tensor.offset()).isGreaterThan(gap);
        assertThat(tensor.toFloats()).containsExactly(1, 2);
    }

    private static Dtype type(String name) {
        return TorchArchive.read(Resources.torch(name)).get("0.weight").dtype();
    }
}
