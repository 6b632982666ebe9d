package io.github.metastone4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelConfigTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path dir;

    @Test
    void a_published_qwen2_configuration_is_understood() throws IOException {
        // DeepSeek-R1-Distill-Qwen-1.5B, the policy's base.
        ModelConfig config = read(
                """
                {"architectures":["Qwen2ForCausalLM"],"attention_dropout":0.0,"bos_token_id":151643,
                 "eos_token_id":151643,"hidden_act":"silu","hidden_size":1536,"initializer_range":0.02,
                 "intermediate_size":8960,"max_position_embeddings":131072,"max_window_layers":21,
                 "model_type":"qwen2","num_attention_heads":12,"num_hidden_layers":28,"num_key_value_heads":2,
                 "rms_norm_eps":1e-06,"rope_theta":10000,"sliding_window":4096,"tie_word_embeddings":false,
                 "torch_dtype":"bfloat16","use_cache":true,"use_mrope":false,"use_sliding_window":false,
                 "vocab_size":151936}""");

        assertThat(config)
                .isEqualTo(new ModelConfig(
                        ModelFamily.QWEN2,
                        151936,
                        1536,
                        8960,
                        28,
                        12,
                        2,
                        1e-6,
                        131072,
                        false,
                        true,
                        false,
                        false,
                        Dtype.BFLOAT16,
                        List.of(151643),
                        151643,
                        new RotaryEmbedding(128, 10_000, new RotaryScaling.None())));
        assertThat(config.queryKeyNorm()).isFalse();
        assertThat(config.tensorShapes()).hasSize(1 + 28 * 12 + 2);
        assertThat(config.tensorShapes().get("model.layers.27.self_attn.k_proj.bias"))
                .containsExactly(256L);
    }

    @Test
    void qwen3_has_head_norms_and_its_own_head_dimension() throws IOException {
        ObjectNode json = minimal("qwen3");
        assertThat(read(json).headDim()).isEqualTo(128);

        json.put("head_dim", 32);
        ModelConfig config = read(json);

        assertThat(config.queryKeyNorm()).isTrue();
        assertThat(config.qkvBias()).isFalse();
        assertThat(config.tensorShapes())
                .containsEntry("model.layers.0.self_attn.q_proj.weight", List.of(128L, 64L))
                .containsEntry("model.layers.0.self_attn.o_proj.weight", List.of(64L, 128L))
                .containsEntry("model.layers.1.self_attn.k_norm.weight", List.of(32L))
                .doesNotContainKey("model.layers.0.self_attn.q_proj.bias");
    }

    @Test
    void llama_may_have_biases_everywhere() throws IOException {
        ModelConfig config = read(minimal("llama").put("attention_bias", true).put("mlp_bias", true));

        assertThat(config.tensorShapes())
                .containsEntry("model.layers.0.self_attn.v_proj.bias", List.of(64L))
                .containsEntry("model.layers.0.self_attn.o_proj.bias", List.of(64L))
                .containsEntry("model.layers.0.mlp.gate_proj.bias", List.of(160L))
                .containsEntry("model.layers.0.mlp.down_proj.bias", List.of(64L));
    }

    @Test
    void what_is_not_said_has_its_default() throws IOException {
        ModelConfig config = read(minimal("llama"));

        assertThat(config.keyValueHeads()).isEqualTo(4);
        assertThat(config.headDim()).isEqualTo(16);
        assertThat(config.dtype()).isEqualTo(Dtype.FLOAT32);
        assertThat(config.rmsNormEps()).isEqualTo(1e-6);
        assertThat(config.tieWordEmbeddings()).isFalse();
        assertThat(config.eosTokenIds()).isEmpty();
        assertThat(config.bosTokenId()).isNull();
        assertThat(config.rope()).isEqualTo(new RotaryEmbedding(16, 10_000, new RotaryScaling.None()));
    }

    @Test
    void the_architecture_counts_where_there_is_no_model_type() throws IOException {
        ObjectNode json = minimal("qwen2");
        json.remove("model_type");
        json.putArray("architectures").add("Qwen2ForCausalLM");

        assertThat(read(json).family()).isEqualTo(ModelFamily.QWEN2);
    }

    @Test
    void both_spellings_of_the_type_and_of_token_ids_are_understood() throws IOException {
        ModelConfig config = read(minimal("llama")
                .put("dtype", "float16")
                .put("torch_dtype", "bfloat16")
                .set("eos_token_id", JSON.createArrayNode().add(3).add(5)));

        assertThat(config.dtype()).isEqualTo(Dtype.FLOAT16);
        assertThat(config.eosTokenIds()).containsExactly(3, 5);
        assertThat(read(minimal("llama").put("eos_token_id", 7)).eosTokenIds()).containsExactly(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vocab_size",
                "hidden_size",
                "intermediate_size",
                "num_hidden_layers",
                "num_attention_heads",
                "max_position_embeddings"
            })
    void a_size_that_is_missing_or_absurd_is_named(String field) throws IOException {
        ObjectNode without = minimal("llama");
        without.remove(field);
        assertThatThrownBy(() -> read(without))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("config.json has no '" + field + "'; is it the right file?");

        for (String value : List.of("0", "-3", "2147483647")) {
            ObjectNode absurd = minimal("llama").put("head_dim", 16);
            absurd.set(field, JSON.readTree(value));
            assertThatThrownBy(() -> read(absurd))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageStartingWith("config.json: " + field + " is " + value + "; it must be between");
        }
        for (String value : List.of("1.5", "1e300", "\"64\"", "[64]", "99999999999999999999")) {
            ObjectNode absurd = minimal("llama");
            absurd.set(field, JSON.readTree(value));
            assertThatThrownBy(() -> read(absurd))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageStartingWith("config.json: '" + field + "' is ")
                    .hasMessageEndingWith("; a whole number is expected");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "model_type | \"mistral\" | model_type 'mistral' with architectures [] is not supported; supported are qwen2,",
                "model_type | \"qwen3_moe\" | model_type 'qwen3_moe'",
                "model_type | null | model_type 'null'",
                "hidden_act | \"gelu\" | hidden_act 'gelu' is not supported; 'silu' is",
                "use_sliding_window | true | sliding-window attention is not supported",
                "layer_types | [\"full_attention\",\"sliding_attention\"] | sliding-window attention is not supported",
                "quantization_config | {\"quant_method\":\"gptq\"} | weights quantised as 'gptq' are not supported; use the",
                "num_key_value_heads | 3 | num_attention_heads 4 is not a multiple of num_key_value_heads 3",
                "num_key_value_heads | 8 | num_key_value_heads is 8; it must be between 1 and 4",
                "num_attention_heads | 3 | hidden_size 64 is not a multiple of num_attention_heads 3",
                "head_dim | 15 | head_dim is 15; it must be even",
                "head_dim | 100000 | head_dim is 100000",
                "num_hidden_layers | 1 | num_hidden_layers is 1; it must be between 2 and 1024",
                "rms_norm_eps | 0 | rms_norm_eps is 0.0",
                "rms_norm_eps | -1e-6 | rms_norm_eps is -1.0E-6",
                "rms_norm_eps | \"small\" | 'rms_norm_eps' is \"small\"; a number is expected",
                "torch_dtype | \"float64\" | dtype 'float64' is not supported; use float32, float16 or bfloat16",
                "eos_token_id | 320 | eos_token_id is 320; it must be between 0 and 319",
                "eos_token_id | [1,-1] | eos_token_id is -1",
                "eos_token_id | {} | 'eos_token_id' is {}",
                "bos_token_id | -1 | bos_token_id is -1",
                "tie_word_embeddings | \"yes\" | 'tie_word_embeddings' is \"yes\"; true or false is expected"
            })
    void what_would_be_computed_wrongly_is_refused(String field, String value, String why) throws IOException {
        ObjectNode json = minimal("llama");
        json.set(field, JSON.readTree(value));

        assertThatThrownBy(() -> read(json))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("config.json")
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{\"rms_norm_eps\": NaN}", "{\"a\":1,\"a\":2}", "{} x"})
    void a_file_that_is_no_json_object_is_refused(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("config.json is not ");
    }

    @Test
    void lists_are_copied() {
        List<Integer> eos = new ArrayList<>(List.of(1));
        ModelConfig config = new ModelConfig(
                ModelFamily.LLAMA,
                8,
                4,
                8,
                2,
                2,
                1,
                1e-6,
                16,
                true,
                false,
                false,
                false,
                Dtype.FLOAT32,
                eos,
                null,
                new RotaryEmbedding(2, 10_000, new RotaryScaling.None()));
        eos.add(2);

        assertThat(config.eosTokenIds()).containsExactly(1);
    }

    private static ObjectNode minimal(String type) {
        return JSON.createObjectNode()
                .put("model_type", type)
                .put("vocab_size", 320)
                .put("hidden_size", 64)
                .put("intermediate_size", 160)
                .put("num_hidden_layers", 3)
                .put("num_attention_heads", 4)
                .put("max_position_embeddings", 512);
    }

    private ModelConfig read(Object json) throws IOException {
        return ModelConfig.read(Files.writeString(dir.resolve("config.json"), json.toString()));
    }
}
