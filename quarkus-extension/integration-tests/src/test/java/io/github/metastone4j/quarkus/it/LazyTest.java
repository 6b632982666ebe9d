package io.github.metastone4j.quarkus.it;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(LazyTest.Lazy.class)
class LazyTest {

    public static class Lazy implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.langchain4j.metastone.lazy", "true", "quarkus.langchain4j.metastone.careful.lazy", "true");
        }
    }

    private static boolean isLoaded() {
        return given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .extract()
                .path("checks.find { it.name == 'MetaStone models' }.data.'<default>.loaded'");
    }

    @Test
    void the_first_request_loads_a_lazy_model() {
        assertThat(isLoaded()).isFalse();

        given().queryParam("q", "Compute 2 + 3.")
                .get("/ask")
                .then()
                .statusCode(200)
                .body(containsString("5"));

        assertThat(isLoaded()).isTrue();
    }
}
