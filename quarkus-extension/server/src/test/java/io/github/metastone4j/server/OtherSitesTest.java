package io.github.metastone4j.server;

import static io.restassured.RestAssured.given;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(BearerTokenTest.Closed.class)
class OtherSitesTest {

    @ParameterizedTest
    @CsvSource({"https://chat.example.com, 200", "https://example.com, 403"})
    void those_that_cors_lets_in_may_ask_and_no_other(String origin, int status) {
        given().header("Authorization", "Bearer open sesame")
                .header("Origin", origin)
                .header("Sec-Fetch-Site", "cross-site")
                .get("/v1/models")
                .then()
                .statusCode(status);
    }
}
