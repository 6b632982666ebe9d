package io.github.metastone4j.quarkus.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What the Dev UI's page makes of events, in JavaScript, as {@code src/test/node} says. Where there is no Node it is not
 * tested, but with the environment's {@code CI=true} that fails.
 */
class DevUiPageTest {

    @Test
    void lanes_are_what_lanes_test_mjs_says() throws Exception {
        Process node = node("src/test/node/lanes.test.mjs");

        String told = new String(node.getInputStream().readAllBytes(), UTF_8);

        assertThat(node.waitFor()).as(told).isZero();
    }

    private static Process node(String file) throws IOException {
        try {
            return new ProcessBuilder("node", "--test", "--test-reporter=spec", file)
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            if (List.of("true", "1").contains(System.getenv().getOrDefault("CI", ""))) {
                throw e;
            }
            return abort("the page is not tested: there is no node; install Node.js 20 or newer");
        }
    }
}
