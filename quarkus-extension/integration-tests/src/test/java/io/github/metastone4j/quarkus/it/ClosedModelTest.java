package io.github.metastone4j.quarkus.it;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.github.metastone4j.ReflectiveModel;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** An application of its own, whose model ends before it does. */
@QuarkusTest
@TestProfile(ClosedModelTest.Alone.class)
class ClosedModelTest {

    public static class Alone implements QuarkusTestProfile {}

    @Inject
    ReflectiveModel model;

    @Test
    void the_readiness_check_is_down_and_says_why() {
        given().get("/q/health/ready").then().statusCode(200);

        model.close();

        given().get("/q/health/ready")
                .then()
                .statusCode(503)
                .body(
                        "checks.find { it.name == 'MetaStone models' }.data.'<default>.error'",
                        equalTo("the model is closed; load it again"));
        given().queryParam("q", "Compute 2 + 3.")
                .get("/ask")
                .then()
                .statusCode(500)
                .body(containsString("the model is closed; load it again"));
    }
}
