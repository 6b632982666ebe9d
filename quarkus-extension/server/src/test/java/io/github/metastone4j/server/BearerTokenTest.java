package io.github.metastone4j.server;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(BearerTokenTest.Closed.class)
class BearerTokenTest {

    /** Who asks needs the key, and pages of one other site may. */
    public static class Closed implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "metastone.api-key",
                    "open sesame",
                    "quarkus.http.cors.enabled",
                    "true",
                    "quarkus.http.cors.origins",
                    "https://chat.example.com");
        }
    }

    @Test
    void nobody_without_the_key_gets_in() {
        given().get("/v1/models")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", equalTo("Bearer"))
                .body("error.code", equalTo("invalid_api_key"));
        given().header("Authorization", "Bearer open").get("/v1/models").then().statusCode(401);
        for (String scheme : List.of("Bearer", "bearer")) {
            given().header("Authorization", scheme + " open sesame")
                    .get("/v1/models")
                    .then()
                    .statusCode(200);
        }
    }

    @Test
    void the_rest_stays_open() {
        given().get("/q/health/ready").then().statusCode(200);
    }
}
