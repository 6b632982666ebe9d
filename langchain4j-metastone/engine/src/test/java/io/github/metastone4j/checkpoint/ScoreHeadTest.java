package io.github.metastone4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoreHeadTest {

    @TempDir
    Path dir;

    // Sum of the first weight and the last bias, as torch.load reads them.
    @ParameterizedTest
    @CsvSource({
        "llama-float16, FLOAT16, 59.91313898563385, 0.26416015625",
        "qwen2-bfloat16-sharded, BFLOAT16, 2.305281639099121, 0.271484375",
        "qwen2-float32, FLOAT32, -26.118936777114868, 0.3412975072860718",
        "qwen3-bfloat16, BFLOAT16, 18.294661104679108, -0.0869140625"
    })
    void values_are_those_that_torch_loads(String name, Dtype dtype, double sum, float bias) {
        ScoreHead head = ScoreHead.find(Resources.golden(name), 64);

        assertThat(head).isNotNull();
        assertThat(head.hiddenSize()).isEqualTo(64);
        assertThat(head.hiddenWeight().dtype()).isEqualTo(dtype);
        assertThat(head.hiddenBias().shape()).containsExactly(128L);
        assertThat(head.outWeight().shape()).containsExactly(1L, 128L);
        assertThat(head.outBias().toFloats()).containsExactly(bias);
        double total = 0;
        for (float value : head.hiddenWeight().toFloats()) {
            total += value;
        }
        assertThat(total).isCloseTo(sum, within(1e-9));
    }

    @Test
    void no_head_is_null() {
        assertThat(ScoreHead.find(dir, 64)).isNull();
    }

    @Test
    void a_link_to_a_head_that_was_not_downloaded_is_refused() throws IOException {
        Files.createSymbolicLink(dir.resolve("score_module.pt"), dir.resolve("blobs/0"));

        assertThatThrownBy(() -> ScoreHead.find(dir, 64)).isInstanceOf(MissingCheckpointException.class);
    }

    @Test
    void a_head_for_another_hidden_size_is_refused_with_both_sizes() {
        assertThatThrownBy(() -> ScoreHead.find(Resources.golden("qwen2-float32"), 1536))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("score_module.pt is made for hidden size 64, but config.json has hidden_size 1536; put the"
                        + " two of one model together");
    }

    @Test
    void safetensors_come_before_the_torch_archive() throws IOException {
        Files.copy(Resources.torch("module_state_dict.pt"), dir.resolve("score_module.pt"));
        headOf("", 2, 1).write(dir.resolve("score_module.safetensors"));

        ScoreHead head = ScoreHead.find(dir, 2);

        assertThat(head).isNotNull();
        assertThat(head.hiddenWeight().file().getFileName()).hasToString("score_module.safetensors");
    }

    @Test
    void the_name_of_a_wrapping_module_is_ignored() throws IOException {
        headOf("module.score_module.", 2, 1).write(dir.resolve("score_module.safetensors"));

        assertThat(ScoreHead.find(dir, 2)).isNotNull();
    }

    @Test
    void a_head_without_one_of_its_tensors_is_refused_with_what_there_is() throws IOException {
        new ZeroTensors().add("0.weight", 4L, 2L).add("2.bias", 4L).write(dir.resolve("score_module.safetensors"));

        assertThatThrownBy(() -> ScoreHead.find(dir, 2))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("score_module.safetensors has 0 tensors '0.bias'; a score head has one. It holds: 0.weight,"
                        + " 2.bias");
    }

    @Test
    void a_head_of_another_form_is_refused_with_the_shape() throws IOException {
        headOf("", 2, 3).write(dir.resolve("score_module.safetensors"));

        assertThatThrownBy(() -> ScoreHead.find(dir, 2))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("score_module.safetensors: tensor '3.weight' has shape [3, 4]; [1, 4] is expected");
    }

    @Test
    void the_layer_it_reads_before_is_found_where_it_is_noted() throws IOException {
        headOf("", 2, 1).note(ScoreHead.LAYER, "5").write(dir.resolve("score_module.safetensors"));
        assertThat(ScoreHead.find(dir, 2)).extracting(ScoreHead::layer).isEqualTo(5);

        headOf("", 2, 1).note(ScoreHead.LAYER, "last").write(dir.resolve("score_module.safetensors"));
        assertThatThrownBy(() -> ScoreHead.find(dir, 2))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("score_module.safetensors: 'tap_layer' is 'last'; the number of a layer is expected");
    }

    private static ZeroTensors headOf(String prefix, long hidden, long outputs) {
        long inner = 2 * hidden;
        return new ZeroTensors()
                .add(prefix + "0.weight", inner, hidden)
                .add(prefix + "0.bias", inner)
                .add(prefix + "3.weight", outputs, inner)
                .add(prefix + "3.bias", outputs);
    }
}
