package io.github.metastone4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerationDefaultsTest {

    @TempDir
    Path dir;

    @Test
    void without_a_file_nothing_is_recommended() {
        assertThat(GenerationDefaults.read(dir.resolve("generation_config.json")))
                .isEqualTo(GenerationDefaults.none());
    }

    @Test
    void recommendations_are_read() throws IOException {
        assertThat(
                        read(
                                """
                                {"bos_token_id":151643,"do_sample":true,"eos_token_id":[151645,151643],
                                 "temperature":0.6,"top_k":20,"top_p":0.95,"repetition_penalty":1.05,
                                 "transformers_version":"4.51.0"}"""))
                .isEqualTo(new GenerationDefaults(0.6, 0.95, 20, 1.05, true, List.of(151645, 151643)));
    }

    @Test
    void what_is_null_or_not_said_is_null() throws IOException {
        assertThat(read("{\"top_k\":null,\"eos_token_id\":2}"))
                .isEqualTo(new GenerationDefaults(null, null, null, null, null, List.of(2)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"temperature\":-0.1} | temperature is -0.1; it must be 0 to 100",
                "{\"temperature\":1e999} | temperature is Infinity",
                "{\"top_p\":0} | top_p is 0.0; it must be more than 0, at most 1",
                "{\"top_p\":1.01} | top_p is 1.01",
                "{\"top_k\":-1} | top_k is -1; it must be at least 0",
                "{\"top_k\":1.5} | 'top_k' is 1.5; a whole number is expected",
                "{\"repetition_penalty\":0} | repetition_penalty is 0.0",
                "{\"do_sample\":1} | 'do_sample' is 1; true or false is expected",
                "{\"eos_token_id\":[-1]} | eos_token_id is -1"
            })
    void a_value_out_of_range_is_refused(String json, String why) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("generation_config.json: ")
                .hasMessageContaining(why);
    }

    private GenerationDefaults read(String json) throws IOException {
        return GenerationDefaults.read(Files.writeString(dir.resolve("generation_config.json"), json));
    }
}
