package io.github.metastone4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GreetingTest {

    @Test
    void it_says_the_address_the_model_and_how_to_ask() {
        assertThat(Greeting.lines("mine", "127.0.0.1", 8081, false))
                .contains("mine answers at http://localhost:8081/v1")
                .contains("curl -s http://localhost:8081/v1/chat/completions \\\n")
                .contains("{\"model\": \"mine\", ")
                .contains("http://localhost:8081/q/health\n", "http://localhost:8081/q/metrics\n")
                .contains("this machine alone");
    }

    @Test
    void what_others_can_reach_without_a_key_is_said_plainly() {
        assertThat(Greeting.lines("mine", "0.0.0.0", 8080, false))
                .contains("WHOEVER REACHES 0.0.0.0, WITHOUT A KEY; set METASTONE_API_KEY");
    }

    @Test
    void with_a_key_callers_send_it() {
        assertThat(Greeting.lines("mine", "0.0.0.0", 8080, true))
                .contains("-H \"Authorization: Bearer $METASTONE_API_KEY\"")
                .doesNotContain("WITHOUT");
    }
}
