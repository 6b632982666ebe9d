package io.github.metastone4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.ParameterException;

class ServerTest {

    private static Server parsed(String... options) {
        return Server.commandLine()
                .parseArgs(options)
                .commandSpec()
                .commandLine()
                .getCommand();
    }

    @Test
    void options_are_keys_of_the_configuration() {
        assertThat(parsed("--host", "0.0.0.0", "--port=8081", "--model", "models/mine", "--device", "cuda:0")
                        .settings())
                .containsEntry("quarkus.http.host", "0.0.0.0")
                .containsEntry("quarkus.http.port", "8081")
                .containsEntry(
                        "quarkus.langchain4j.metastone.model-path",
                        Path.of("models/mine").toAbsolutePath().toString())
                .containsEntry("quarkus.langchain4j.metastone.device", "cuda:0");
    }

    @Test
    void what_is_not_said_is_left_to_the_configuration() {
        assertThat(parsed().settings()).isEmpty();
    }

    @Test
    void a_port_that_there_is_not_is_refused() {
        assertThatThrownBy(() -> parsed("--port", "70000").settings())
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("--port is 70000; it must be 1 to 65535");
    }
}
