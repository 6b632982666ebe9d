package io.github.metastone4j.training.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metastone4j.checkpoint.CheckpointException;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.checkpoint.MissingCheckpointException;
import io.github.metastone4j.checkpoint.ModelConfig;
import io.github.metastone4j.checkpoint.Pickle;
import io.github.metastone4j.checkpoint.Resources;
import io.github.metastone4j.checkpoint.SafeTensors;
import io.github.metastone4j.checkpoint.ScoreHead;
import io.github.metastone4j.checkpoint.StoredTensor;
import io.github.metastone4j.checkpoint.TorchArchive;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The folders of shards were written by PyTorch 2.13 on a CPU (gloo), each rank by torch.save of its state dict, as verl's
 * checkpoint manager does it. The model is an embedding, an int64 buffer and a module {@code score_module} for hidden size
 * 16, of which element i of parameter j is ((7 i + j) mod 61 - 30) / 16.
 */
class TrainedHeadTest {

    private static final List<String> NAMES = List.of("0.weight", "0.bias", "3.weight", "3.bias");
    private static final List<List<Long>> SHAPES =
            List.of(List.of(32L, 16L), List.of(32L), List.of(1L, 32L), List.of(1L));

    @TempDir
    Path dir;

    /**
     * FSDP2 on three ranks, so that no dimension divides evenly; two copies of two ranks each; FSDP with a device mesh,
     * which gives DTensors; FSDP without, which gives ShardedTensors.
     */
    @ParameterizedTest
    @CsvSource({"fsdp2, 3, BFLOAT16", "hybrid, 4, BFLOAT16", "fsdp1-mesh, 2, FLOAT32", "fsdp1-shards, 2, FLOAT32"})
    void a_head_in_shards_is_put_together(String run, int ranks, Dtype dtype) {
        TrainedHead head = TrainedHead.read(Resources.torch(run));
        head.write(dir, false);

        assertThat(head.ranks()).isEqualTo(ranks);
        assertThat(head.prefix()).isEqualTo("score_module");
        assertThat(head.hiddenSize()).isEqualTo(16);
        assertThat(head.dtype()).isEqualTo(dtype);
        assertThat(head.parameters()).isEqualTo(32 * 16 + 32 + 32 + 1);
        assertThatFilesHoldTheHead(dtype);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "score_module.",
                "module.",
                "_fsdp_wrapped_module.score_module.",
                "_orig_mod.",
                "module.policy.score_module._fsdp_wrapped_module."
            })
    void a_head_is_found_behind_any_prefix_and_beside_a_policy(String prefix) {
        headOf(prefix)
                .add("model.embed_tokens.weight", Dtype.FLOAT32, List.of(1L), ByteBuffer.allocate(4))
                .write(dir.resolve("actor.bin"));

        TrainedHead head = TrainedHead.read(dir.resolve("actor.bin"));
        head.write(dir, false);

        assertThat(head.ranks()).isEqualTo(1);
        assertThatFilesHoldTheHead(Dtype.FLOAT32);
    }

    @Test
    void a_head_of_safetensors_is_taken_over_in_its_type() throws IOException {
        TrainedHead.read(Resources.golden("qwen3-bfloat16").resolve("score_module.pt"))
                .write(dir, false);

        TrainedHead again = TrainedHead.read(dir.resolve("score_module.safetensors"));
        again.write(dir.resolve("again"), false);

        assertThat(again.dtype()).isEqualTo(Dtype.BFLOAT16);
        for (String file : List.of("score_module.pt", "score_module.safetensors")) {
            assertThat(dir.resolve("again").resolve(file)).hasSameBinaryContentAs(dir.resolve(file));
        }
        assertThat(ScoreHead.find(dir, 64).hiddenWeight().toFloats())
                .isEqualTo(ScoreHead.find(Resources.golden("qwen3-bfloat16"), 64)
                        .hiddenWeight()
                        .toFloats());
    }

    @Test
    void plain_slices_are_stacked_and_plain_copies_are_not() throws IOException {
        // 3.weight and 3.bias have one row: the first rank has it all. Of 0.bias every rank has a copy.
        for (int rank = 0; rank < 2; rank++) {
            long rows = rank == 0 ? 1 : 0;
            new TorchArchiveWriter()
                    .add("0.weight", Dtype.FLOAT32, List.of(16L, 16L), values(0, 256 * rank, 256))
                    .add("0.bias", Dtype.FLOAT32, List.of(32L), values(1, 0, 32))
                    .add("3.weight", Dtype.FLOAT32, List.of(rows, 32L), values(2, 0, 32 * (int) rows))
                    .add("3.bias", Dtype.FLOAT32, List.of(rows), values(3, 0, (int) rows))
                    .write(dir.resolve("model_world_size_2_rank_" + rank + ".pt"));
        }

        TrainedHead.read(dir).write(dir.resolve("out"), false);

        assertThatFilesHoldTheHead(dir.resolve("out"), Dtype.FLOAT32);
    }

    @Test
    void a_whole_head_beside_shards_comes_first() throws IOException {
        copy("fsdp2", 3, 3);
        headOf("").write(dir.resolve("score_module.pt"));

        assertThat(TrainedHead.read(dir).ranks()).isEqualTo(1);
    }

    @Test
    void missing_ranks_are_named() throws IOException {
        copy("hybrid", 4, 4);
        Files.delete(dir.resolve("model_world_size_4_rank_1.pt"));
        Files.delete(dir.resolve("model_world_size_4_rank_3.pt"));

        assertThatThrownBy(() -> TrainedHead.read(dir))
                .isInstanceOf(MissingCheckpointException.class)
                .hasMessage(
                        dir + " lacks the shards of ranks 1, 3 of 4 (model_world_size_4_rank_1.pt); copy them from the"
                                + " machines that wrote them");
    }

    @Test
    void shards_of_two_runs_are_refused() throws IOException {
        copy("fsdp2", 3, 3);
        copy("hybrid", 4, 4);

        assertThatThrownBy(() -> TrainedHead.read(dir)).hasMessageContaining("several world sizes: [3, 4]");
    }

    @Test
    void copies_that_differ_are_refused() throws IOException {
        copy("hybrid", 4, 4);
        // Ranks 0 and 2 have the same slice; rank 1 has the other one.
        Files.copy(
                dir.resolve("model_world_size_4_rank_1.pt"),
                dir.resolve("model_world_size_4_rank_2.pt"),
                StandardCopyOption.REPLACE_EXISTING);

        assertThatThrownBy(() -> TrainedHead.read(dir))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("tensor 'score_module.0.weight' on rank 2 is not what another rank has");
    }

    @Test
    void shards_that_do_not_belong_together_are_refused() throws IOException {
        copy("fsdp1-mesh", 2, 1);
        Files.copy(
                Resources.torch("fsdp2").resolve("model_world_size_3_rank_1.pt"),
                dir.resolve("model_world_size_2_rank_1.pt"));

        assertThatThrownBy(() -> TrainedHead.read(dir))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("'score_module.0.weight' is float32 on rank 0 but bfloat16 on rank 1");
    }

    @Test
    void what_no_rank_has_is_counted() throws IOException {
        // Twice the second half: as long as the whole, but half of it is missing.
        for (int rank = 0; rank < 2; rank++) {
            Files.copy(
                    Resources.torch("fsdp1-shards").resolve("model_world_size_2_rank_1.pt"),
                    dir.resolve("model_world_size_2_rank_" + rank + ".pt"));
        }

        assertThatThrownBy(() -> TrainedHead.read(dir))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("tensor 'score_module.0.weight' lacks 256 of its 512 elements; are the files of all ranks"
                        + " there?");
    }

    @Test
    void several_heads_are_told_apart_by_their_prefix() {
        TorchArchiveWriter both = headOf("a.");
        add(both, "b.", 1).write(dir.resolve("policy.pt"));

        assertThatThrownBy(() -> TrainedHead.read(dir.resolve("policy.pt")))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(dir.resolve("policy.pt") + " holds 2 score heads: a, b; say which with its prefix");
        assertThat(TrainedHead.read(dir.resolve("policy.pt"), "b").prefix()).isEqualTo("b");
    }

    @Test
    void what_has_a_heads_names_but_not_its_shapes_is_no_head() {
        add(headOf("score_module."), "classifier.", 5).write(dir.resolve("policy.pt"));
        add(new TorchArchiveWriter(), "classifier.", 5).write(dir.resolve("other.pt"));

        assertThat(TrainedHead.read(dir.resolve("policy.pt")).prefix()).isEqualTo("score_module");
        assertThatThrownBy(() -> TrainedHead.read(dir.resolve("other.pt")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("other.pt holds no score head")
                .hasMessageContaining("'classifier' has [[32, 16], [32], [5, 32], [5]]");
    }

    @Test
    void a_file_without_a_head_is_refused_with_what_it_holds() {
        new TorchArchiveWriter()
                .add("model.norm.weight", Dtype.FLOAT32, List.of(1L), ByteBuffer.allocate(4))
                .write(dir.resolve("policy.pt"));

        assertThatThrownBy(() -> TrainedHead.read(dir.resolve("policy.pt")))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(dir.resolve("policy.pt") + " holds no score head: tensors named '0.weight', '0.bias',"
                        + " '3.weight', '3.bias', behind any prefix, are expected; it holds 1: model.norm.weight");
    }

    @Test
    void a_folder_with_nothing_of_the_kind_is_refused_with_the_place_to_look() throws IOException {
        assertThatThrownBy(() -> TrainedHead.read(dir))
                .isInstanceOf(MissingCheckpointException.class)
                .hasMessageEndingWith("name the folder that does, or the file");
        Files.createDirectory(dir.resolve("actor"));
        assertThatThrownBy(() -> TrainedHead.read(dir)).hasMessageEndingWith("name its folder actor");
    }

    @Test
    void a_class_that_no_state_dict_needs_is_refused_with_its_name() throws IOException {
        Pickle evil = Pickle.start()
                .op('}')
                .text("0.weight")
                .global("torch.distributed.tensor", "DTensor.redistribute")
                .op(')', 'R', 's', '.');
        evil.archive(dir.resolve("score_module.pt"), 4);

        assertThatThrownBy(() -> TrainedHead.read(dir))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("score_module.pt names 'torch.distributed.tensor.DTensor.redistribute'; only");
    }

    @Test
    void getattr_gives_the_one_class_within_a_class_and_nothing_else() throws IOException {
        Pickle evil = Pickle.start()
                .global("__builtin__", "getattr")
                .global("torch.distributed.device_mesh", "DeviceMesh")
                .text("__init__")
                .op(0x86, 'R', '.');
        evil.archive(dir.resolve("score_module.pt"), 4);

        assertThatThrownBy(() -> TrainedHead.read(dir))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("an unusual call of '__builtin__.getattr'");
    }

    @Test
    void a_list_that_contains_itself_does_no_harm() throws IOException {
        Pickle.start()
                .op('}')
                .text("x")
                .op(']', 'q', 0, 'h', 0, 'a', 's', '.')
                .archive(dir.resolve("score_module.pt"), 4);

        assertThatThrownBy(() -> TrainedHead.read(dir)).hasMessageContaining("holds no score head");
    }

    @Test
    void a_head_that_is_not_a_number_is_refused_with_the_place() {
        ByteBuffer bias = values(1, 0, 32).putFloat(4 * 7, Float.NaN);
        new TorchArchiveWriter()
                .add("0.weight", Dtype.FLOAT32, SHAPES.get(0), values(0, 0, 512))
                .add("0.bias", Dtype.FLOAT32, SHAPES.get(1), bias)
                .add("3.weight", Dtype.FLOAT32, SHAPES.get(2), values(2, 0, 32))
                .add("3.bias", Dtype.FLOAT32, SHAPES.get(3), values(3, 0, 1))
                .write(dir.resolve("score_module.pt"));

        assertThatThrownBy(() -> TrainedHead.read(dir))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("element 7 of tensor '0.bias' is NaN");
    }

    @Test
    void a_head_of_another_hidden_size_does_not_fit_a_model() {
        TrainedHead head = TrainedHead.read(Resources.torch("fsdp2"));
        ModelConfig config = ModelConfig.read(Resources.golden("qwen2-float32").resolve("config.json"));

        assertThatThrownBy(() -> head.requireFits(config))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("made for hidden size 16, but config.json has hidden_size 64");
    }

    @Test
    void nothing_is_overwritten_unless_it_may_be() throws IOException {
        TrainedHead head = TrainedHead.read(Resources.torch("fsdp2"));
        Path file = Files.writeString(dir.resolve("score_module.pt"), "mine");

        assertThatThrownBy(() -> head.write(dir, false))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(file + " is there already; name another folder, or allow to overwrite it");
        assertThat(dir.toFile().list()).containsExactly("score_module.pt");
        assertThat(file).hasContent("mine");

        head.write(dir, true);
        assertThatFilesHoldTheHead(Dtype.BFLOAT16);
    }

    private void copy(String run, int world, int ranks) throws IOException {
        for (int rank = 0; rank < ranks; rank++) {
            String name = "model_world_size_" + world + "_rank_" + rank + ".pt";
            Files.copy(Resources.torch(run).resolve(name), dir.resolve(name));
        }
    }

    private void assertThatFilesHoldTheHead(Dtype dtype) {
        assertThatFilesHoldTheHead(dir, dtype);
    }

    private static void assertThatFilesHoldTheHead(Path folder, Dtype dtype) {
        for (Map<String, StoredTensor> tensors : Stream.of(
                        TorchArchive.read(folder.resolve("score_module.pt")),
                        SafeTensors.open(folder.resolve("score_module.safetensors"))
                                .tensors())
                .toList()) {
            assertThat(tensors).containsOnlyKeys(NAMES);
            for (int j = 0; j < NAMES.size(); j++) {
                StoredTensor tensor = tensors.get(NAMES.get(j));
                assertThat(tensor.dtype()).isEqualTo(dtype);
                assertThat(tensor.shape()).isEqualTo(SHAPES.get(j));
                float[] expected = new float[(int) tensor.elements()];
                values(j, 0, expected.length).asFloatBuffer().get(expected);
                assertThat(tensor.toFloats()).containsExactly(expected);
            }
        }
    }

    private static TorchArchiveWriter headOf(String prefix) {
        return add(new TorchArchiveWriter(), prefix, 1);
    }

    private static TorchArchiveWriter add(TorchArchiveWriter writer, String prefix, int outputs) {
        int hidden = 16;
        int inner = 2 * hidden;
        return writer.add(
                        prefix + "0.weight",
                        Dtype.FLOAT32,
                        List.of((long) inner, (long) hidden),
                        values(0, 0, inner * hidden))
                .add(prefix + "0.bias", Dtype.FLOAT32, List.of((long) inner), values(1, 0, inner))
                .add(
                        prefix + "3.weight",
                        Dtype.FLOAT32,
                        List.of((long) outputs, (long) inner),
                        values(2, 0, outputs * inner))
                .add(prefix + "3.bias", Dtype.FLOAT32, List.of((long) outputs), values(3, 0, outputs));
    }

    /** Elements of parameter j from one on; all are exact in every type. */
    private static ByteBuffer values(int j, int from, int count) {
        ByteBuffer values = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = from; i < from + count; i++) {
            values.putFloat(((7 * i + j) % 61 - 30) / 16f);
        }
        return values.flip();
    }
}
