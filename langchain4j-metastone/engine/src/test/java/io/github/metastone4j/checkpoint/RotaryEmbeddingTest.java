package io.github.metastone4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected numbers are those of Hugging Face transformers 5.18 for head dimension 16 and 131072 positions. */
class RotaryEmbeddingTest {

    @Test
    void without_scaling_frequencies_fall_geometrically() {
        RotaryEmbedding rope = read("\"rope_theta\":10000.0");

        assertFrequencies(
                rope,
                1f,
                0.316227764f,
                0.100000001f,
                0.0316227786f,
                0.00999999978f,
                0.00316227786f,
                0.00100000005f,
                0.000316227786f);
        assertThat(rope.attentionFactor()).isEqualTo(1);
    }

    @Test
    void ten_thousand_is_the_base_where_none_is_given() {
        assertThat(read("\"rope_scaling\":null").theta()).isEqualTo(10_000);
        assertThat(read("\"rope_parameters\":{\"rope_type\":\"default\"}").theta())
                .isEqualTo(10_000);
    }

    @Test
    void linear_scaling_divides_every_frequency() {
        assertFrequencies(
                read("\"rope_theta\":10000.0,\"rope_scaling\":{\"type\":\"linear\",\"factor\":4.0}"),
                0.25f,
                0.079056941f,
                0.0250000004f,
                0.00790569466f,
                0.00249999994f,
                0.000790569466f,
                0.000250000012f,
                7.90569466e-05f);
    }

    @Test
    void llama3_scaling_keeps_short_waves_and_divides_long_ones() {
        String scaling =
                """
                "factor":8.0,"low_freq_factor":1.0,"high_freq_factor":4.0,"original_max_position_embeddings":8192""";
        RotaryEmbedding old =
                read("\"rope_theta\":500000.0,\"rope_scaling\":{\"rope_type\":\"llama3\"," + scaling + "}");

        assertFrequencies(
                old,
                1f,
                0.193922758f,
                0.0376060307f,
                0.00729266508f,
                0.000524846022f,
                3.42810235e-05f,
                6.64786967e-06f,
                1.28917316e-06f);
        assertThat(read("\"rope_parameters\":{\"rope_theta\":500000.0,\"rope_type\":\"llama3\"," + scaling + "}"))
                .isEqualTo(old);
    }

    @Test
    void yarn_is_a_ramp_from_kept_to_divided_with_sharper_attention() {
        RotaryEmbedding rope = read(
                """
                "rope_theta":1000000.0,
                "rope_scaling":{"type":"yarn","factor":4.0,"original_max_position_embeddings":32768}""");

        assertFrequencies(
                rope,
                1f,
                0.177827939f,
                0.0316227786f,
                0.00421755994f,
                0.000500000024f,
                4.44569851e-05f,
                7.90569356e-06f,
                1.40585337e-06f);
        assertThat(rope.attentionFactor()).isCloseTo(1.138629436f, within(1e-6f));
    }

    @Test
    void yarn_with_every_option() {
        RotaryEmbedding rope = read(
                """
                "rope_parameters":{"rope_type":"yarn","rope_theta":10000.0,"factor":40.0,"mscale":0.707,
                "mscale_all_dim":1.0,"beta_fast":16,"beta_slow":2,"truncate":false,
                "original_max_position_embeddings":4096}""");

        assertFrequencies(
                rope,
                1f,
                0.316227764f,
                0.100000001f,
                0.0316227786f,
                0.00579010462f,
                0.000123952457f,
                2.49999994e-05f,
                7.90569447e-06f);
        assertThat(rope.attentionFactor()).isCloseTo(0.921042355f, within(1e-6f));
    }

    @Test
    void yarn_without_a_factor_takes_the_ratio_of_the_contexts() {
        RotaryEmbedding rope = read(
                """
                "rope_parameters":{"rope_type":"yarn","rope_theta":10000.0,"factor":null,"attention_factor":1.25,
                "original_max_position_embeddings":16384}""");

        assertFrequencies(
                rope,
                1f,
                0.316227764f,
                0.100000001f,
                0.0316227786f,
                0.0078125f,
                0.0017787813f,
                0.000343749998f,
                3.95284733e-05f);
        assertThat(rope.attentionFactor()).isEqualTo(1.25f);
    }

    @Test
    void yarn_over_a_tiny_context_is_a_step() {
        RotaryEmbedding rope = read(
                """
                "rope_parameters":{"rope_type":"yarn","rope_theta":10000.0,"factor":2.0,
                "original_max_position_embeddings":16}""");

        assertFrequencies(
                rope,
                1f,
                0.158113882f,
                0.0500000007f,
                0.0158113893f,
                0.00499999989f,
                0.00158113893f,
                0.000500000024f,
                0.000158113893f);
        assertThat(rope.attentionFactor()).isCloseTo(1.069314718f, within(1e-6f));
    }

    @Test
    void the_plain_frequencies_are_not_shared() {
        RotaryEmbedding rope = read("\"rope_theta\":10000.0");
        rope.inverseFrequencies()[0] = 7;

        assertThat(rope.inverseFrequencies()[0]).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"rope_scaling\":{\"type\":\"dynamic\",\"factor\":2} | rope_type 'dynamic' is not supported",
                "\"rope_scaling\":{\"type\":\"longrope\"} | rope_type 'longrope' is not supported; supported are default,",
                "\"rope_scaling\":{\"type\":\"mrope\",\"mrope_section\":[1]} | rope_type 'mrope' is not supported",
                "\"rope_scaling\":{\"type\":\"linear\"} | config.json has no 'factor'",
                "\"rope_scaling\":{\"type\":\"linear\",\"factor\":0} | factor is 0.0",
                "\"rope_scaling\":{\"type\":\"linear\",\"factor\":\"2\"} | 'factor' is \"2\"; a number is expected",
                "\"rope_scaling\":{\"type\":\"yarn\",\"factor\":2,\"beta_fast\":1,\"beta_slow\":2} | beta_fast 1.0",
                "\"rope_scaling\":{\"type\":\"yarn\",\"factor\":2,\"original_max_position_embeddings\":0}"
                        + "| original_max_position_embeddings is 0",
                "\"rope_scaling\":{\"type\":\"llama3\",\"factor\":2,\"low_freq_factor\":4,\"high_freq_factor\":1}"
                        + "| high_freq_factor 1.0 must be larger than low_freq_factor 4.0",
                "\"rope_scaling\":\"yarn\" | 'rope_scaling' is \"yarn\"; an object is expected",
                "\"rope_parameters\":{\"full_attention\":{\"rope_type\":\"default\"}} | per kind of layer",
                "\"rope_parameters\":{\"partial_rotary_factor\":0.5} | partial_rotary_factor is 0.5",
                "\"partial_rotary_factor\":0.25 | partial_rotary_factor is 0.25",
                "\"rope_theta\":0 | rope_theta is 0.0",
                "\"rope_theta\":1 | rope_theta is 1.0",
                "\"rope_theta\":-5 | rope_theta is -5.0",
                "\"rope_theta\":1e999 | rope_theta is Infinity"
            })
    void what_is_not_understood_is_refused(String fields, String why) {
        assertThatThrownBy(() -> read(fields))
                .isInstanceOfAny(CheckpointException.class, IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void an_odd_head_dimension_is_refused() {
        assertThatThrownBy(() -> new RotaryEmbedding(15, 10_000, new RotaryScaling.None()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("head_dim is 15; it must be even and between 2 and 1024");
    }

    private static void assertFrequencies(RotaryEmbedding rope, float... expected) {
        float[] actual = rope.inverseFrequencies();
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-6f * expected[i]));
        }
    }

    private static RotaryEmbedding read(String fields) {
        String json = "{\"max_position_embeddings\":131072," + fields + "}";
        return RotaryEmbedding.read(JsonFields.parse("config.json", json.getBytes(StandardCharsets.UTF_8)), 16);
    }
}
