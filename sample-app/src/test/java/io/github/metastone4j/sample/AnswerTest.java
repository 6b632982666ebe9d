package io.github.metastone4j.sample;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AnswerTest {

    @Test
    void a_question_is_answered() {
        given().queryParam("q", "Compute 7 * 8 - 5.")
                .get("/api/answer")
                .then()
                .statusCode(200)
                .body(containsString("51"));
    }
}
