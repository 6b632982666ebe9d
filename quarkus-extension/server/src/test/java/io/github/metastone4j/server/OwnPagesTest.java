package io.github.metastone4j.server;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class OwnPagesTest {

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, cross-site, page of another site",
        "Origin, https://chat.example.com, page of another site",
        "Host, example.com, open to this machine only"
    })
    void a_page_of_another_site_is_refused_below_v1(String header, String value, String why) {
        given().header(header, value)
                .get("/v1/models")
                .then()
                .statusCode(403)
                .body("error.code", containsString("forbidden"))
                .body("error.message", containsString(why));
    }

    @Test
    void at_other_paths_that_is_the_applications_affair() {
        given().header("Sec-Fetch-Site", "cross-site").get("/other").then().statusCode(200);
        given().header("Host", "example.com").get("/other").then().statusCode(200);
    }
}
