package io.github.metastone4j.checkpoint;

import static io.github.metastone4j.checkpoint.Resources.copyOfGolden;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {

    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource({
        "qwen2-float32, QWEN2, FLOAT32, 16, false, 1000000",
        "qwen2-bfloat16-tied, QWEN2, BFLOAT16, 16, true, 10000",
        "qwen2-bfloat16-sharded, QWEN2, BFLOAT16, 16, false, 1000000",
        "qwen3-bfloat16, QWEN3, BFLOAT16, 32, false, 1000000",
        "llama-float16, LLAMA, FLOAT16, 16, false, 500000"
    })
    void a_golden_checkpoint_opens(
            String name, ModelFamily family, Dtype dtype, int headDim, boolean tied, double theta) {
        Checkpoint checkpoint = Checkpoint.open(Resources.golden(name));

        ModelConfig config = checkpoint.config();
        assertThat(config.family()).isEqualTo(family);
        assertThat(config.dtype()).isEqualTo(dtype);
        assertThat(config.headDim()).isEqualTo(headDim);
        assertThat(config.tieWordEmbeddings()).isEqualTo(tied);
        assertThat(config.rope().theta()).isEqualTo(theta);
        assertThat(config.layers()).isEqualTo(3);
        assertThat(config.keyValueHeads()).isEqualTo(2);
        assertThat(checkpoint.eosTokenIds()).containsExactly(2);
        assertThat(checkpoint.generationDefaults()).isEqualTo(GenerationDefaults.none());
        assertThat(checkpoint.head()).isNotNull();
        config.tensorShapes().forEach((tensor, shape) -> {
            assertThat(checkpoint.tensor(tensor).shape()).isEqualTo(shape);
            assertThat(checkpoint.tensor(tensor).dtype()).isEqualTo(dtype);
        });
    }

    @Test
    void a_head_that_reads_before_a_layer_that_is_not_there_is_refused() throws IOException {
        copyOfGolden("qwen2-float32", dir);
        new ZeroTensors()
                .note(ScoreHead.LAYER, "3")
                .add("0.weight", 128, 64)
                .add("0.bias", 128)
                .add("3.weight", 1, 128)
                .add("3.bias", 1)
                .write(dir.resolve("score_module.safetensors"));

        assertThatThrownBy(() -> Checkpoint.open(dir))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("the score head reads before layer 3, but config.json has 3 layers; do the two belong"
                        + " together?");
    }

    @Test
    void without_a_score_module_the_head_is_null() throws IOException {
        copyOfGolden("qwen2-float32", dir);
        Files.delete(dir.resolve("score_module.pt"));

        assertThat(Checkpoint.open(dir).head()).isNull();
    }

    @Test
    void end_tokens_come_from_the_generation_config_first() throws IOException {
        copyOfGolden("qwen2-float32", dir);
        Files.writeString(dir.resolve("generation_config.json"), "{\"eos_token_id\":[5,2],\"temperature\":0.6}");

        Checkpoint checkpoint = Checkpoint.open(dir);

        assertThat(checkpoint.eosTokenIds()).isEqualTo(List.of(5, 2));
        assertThat(checkpoint.generationDefaults().temperature()).isEqualTo(0.6);
    }

    @Test
    void an_end_token_outside_the_vocabulary_is_refused() throws IOException {
        copyOfGolden("qwen2-float32", dir);
        Files.writeString(dir.resolve("generation_config.json"), "{\"eos_token_id\":320}");

        assertThatThrownBy(() -> Checkpoint.open(dir))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(
                        "generation_config.json: eos_token_id is 320, but config.json has vocab_size 320; do the two"
                                + " belong together?");
    }

    @Test
    void linked_files_open_because_download_caches_are_made_of_links() throws IOException {
        for (String name : List.of("config.json", "model.safetensors", "score_module.pt")) {
            Files.createSymbolicLink(
                    dir.resolve(name), Resources.golden("qwen2-float32").resolve(name));
        }

        assertThat(Checkpoint.open(dir).head()).isNotNull();
    }

    @Test
    void a_folder_that_is_not_there_is_missing() {
        Path nowhere = dir.resolve("nowhere");

        assertThatThrownBy(() -> Checkpoint.open(nowhere))
                .isInstanceOf(MissingCheckpointException.class)
                .hasMessage("'" + nowhere + "' is not a folder; give the folder that holds config.json and"
                        + " model.safetensors");
    }

    @Test
    void a_folder_without_a_configuration_is_missing() {
        assertThatThrownBy(() -> Checkpoint.open(dir))
                .isInstanceOf(MissingCheckpointException.class)
                .hasMessageEndingWith("config.json does not exist; is the download complete?");
    }

    @Test
    void a_folder_without_weights_is_missing() throws IOException {
        copyOfGolden("qwen2-float32", dir);
        Files.delete(dir.resolve("model.safetensors"));

        assertThatThrownBy(() -> Checkpoint.open(dir))
                .isInstanceOf(MissingCheckpointException.class)
                .hasMessage(dir + " holds neither model.safetensors nor model.safetensors.index.json; is the download"
                        + " complete?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pytorch_model.bin", "pytorch_model.bin.index.json"})
    void a_folder_with_pickled_weights_only_is_missing_safetensors(String name) throws IOException {
        copyOfGolden("qwen2-float32", dir);
        Files.move(dir.resolve("model.safetensors"), dir.resolve(name));

        assertThatThrownBy(() -> Checkpoint.open(dir))
                .isInstanceOf(MissingCheckpointException.class)
                .hasMessageContaining("safetensors are needed. Convert it in Python: ");
    }

    @Test
    void a_missing_shard_is_named() throws IOException {
        copyOfGolden("qwen2-bfloat16-sharded", dir);
        Files.delete(dir.resolve("model-00002-of-00003.safetensors"));

        assertThatThrownBy(() -> Checkpoint.open(dir))
                .isInstanceOf(MissingCheckpointException.class)
                .hasMessageEndingWith("model-00002-of-00003.safetensors does not exist; is the download complete?");
    }

    @Test
    void a_truncated_shard_is_refused_with_its_name() throws IOException {
        copyOfGolden("qwen2-bfloat16-sharded", dir);
        try (RandomAccessFile shard = new RandomAccessFile(
                dir.resolve("model-00003-of-00003.safetensors").toFile(), "rw")) {
            shard.setLength(shard.length() - 1);
        }

        assertThatThrownBy(() -> Checkpoint.open(dir))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("model-00003-of-00003.safetensors is truncated: header promises ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../model.safetensors",
                "/etc/passwd",
                "/tmp/model.safetensors",
                "..",
                "",
                "sub/model.safetensors",
                "..\\\\model.safetensors",
                "C:model.safetensors",
                ".safetensors",
                "model.bin",
                "model\\u0000.safetensors"
            })
    void an_index_that_points_out_of_the_folder_is_refused(String shard) throws IOException {
        copyOfGolden("qwen2-bfloat16-sharded", dir);
        Files.writeString(
                dir.resolve("model.safetensors.index.json"),
                "{\"weight_map\":{\"model.norm.weight\":\"" + shard + "\"}}");

        assertThatThrownBy(() -> Checkpoint.open(dir))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("model.safetensors.index.json says tensor 'model.norm.weight' is in '")
                .hasMessageEndingWith("'; only safetensors files of the same folder are accepted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"weight_map\":null}", "{\"weight_map\":[]}", "{\"weight_map\":{", "x"})
    void a_damaged_index_is_refused(String index) throws IOException {
        copyOfGolden("qwen2-bfloat16-sharded", dir);
        Files.writeString(dir.resolve("model.safetensors.index.json"), index);

        assertThatThrownBy(() -> Checkpoint.open(dir))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("model.safetensors.index.json");
    }

    @Test
    void a_tensor_that_the_index_or_its_shard_lacks_is_named() throws IOException {
        copyOfGolden("qwen2-bfloat16-sharded", dir);
        Path index = dir.resolve("model.safetensors.index.json");
        String whole = Files.readString(index);

        Files.writeString(index, whole.replace("\"model.norm.weight\"", "\"another.weight\""));
        assertThatThrownBy(() -> Checkpoint.open(dir))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("tensor 'model.norm.weight' is missing from model.safetensors.index.json; is the download"
                        + " complete?");

        Files.writeString(index, whole.replaceFirst("(model.norm.weight\": \"model-0000)\\d", "$12"));
        assertThatThrownBy(() -> Checkpoint.open(dir))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(
                        "tensor 'model.norm.weight' is missing from model-00002-of-00003.safetensors; is the download"
                                + " complete?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"num_hidden_layers\": 3 | \"num_hidden_layers\": 4"
                        + "| tensor 'model.layers.3.input_layernorm.weight' is missing from model.safetensors",
                "\"vocab_size\": 320 | \"vocab_size\": 321"
                        + "| tensor 'model.embed_tokens.weight' in model.safetensors has shape [320, 64], but config.json asks"
                        + " for [321, 64]; do the two belong together?",
                "\"intermediate_size\": 160 | \"intermediate_size\": 128"
                        + "| tensor 'model.layers.0.mlp.gate_proj.weight' in model.safetensors has shape [160, 64]"
            })
    void weights_that_do_not_fit_the_configuration_are_refused(String was, String becomes, String why)
            throws IOException {
        copyOfGolden("qwen2-float32", dir);
        Path config = dir.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace(was.strip(), becomes.strip()));

        assertThatThrownBy(() -> Checkpoint.open(dir))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(why);
    }

    @Test
    void an_untied_output_layer_that_is_not_there_is_named() throws IOException {
        copyOfGolden("qwen2-bfloat16-tied", dir);
        Path config = dir.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("true", "false"));

        assertThatThrownBy(() -> Checkpoint.open(dir))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("tensor 'lm_head.weight' is missing from model.safetensors; is the download complete?");
    }

    @Test
    void a_head_for_another_model_is_refused() throws IOException {
        copyOfGolden("qwen2-float32", dir);
        Files.delete(dir.resolve("score_module.pt"));
        Files.copy(Resources.torch("module_state_dict.pt"), dir.resolve("score_module.pt"));

        assertThatThrownBy(() -> Checkpoint.open(dir))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("hidden size 2")
                .hasMessageContaining("hidden_size 64");
    }
}
