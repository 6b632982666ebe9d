package io.github.metastone4j.sample;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.junit.QuarkusTest;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OpenAiTest {

    @ConfigProperty(name = "quarkus.thread-pool.max-threads")
    int threads;

    @Test
    void a_client_of_openais_api_is_answered_too() {
        given().contentType("application/json")
                .body("{\"model\": \"metastone-nano\", \"reasoning_effort\": \"low\", \"seed\": 1,"
                        + " \"messages\": [{\"role\": \"user\", \"content\": \"Compute 7 * 8 - 5.\"}]}")
                .post("/v1/chat/completions")
                .then()
                .statusCode(200)
                .body("choices[0].message.content", containsString("51"));
    }

    @Test
    void as_many_clients_as_may_wait_leave_threads_for_the_page_without_a_setting() {
        assertThat(threads).isEqualTo(400);
    }
}
