package org.acme;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ArithmeticResourceTest {

    @Test
    void solvesWhatItIsAsked() {
        given().queryParam("q", "Compute 7 * 8 - 5.")
                .when()
                .get("/arithmetic")
                .then()
                .statusCode(200)
                .body(containsString("51"));
    }
}
