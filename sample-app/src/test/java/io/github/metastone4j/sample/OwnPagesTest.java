package io.github.metastone4j.sample;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class OwnPagesTest {

    @TestHTTPResource("/")
    URI address;

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, cross-site, page of another site",
        "Origin, https://example.com, page of another site",
        "Origin, null, page of another site",
        "Host, example.com, open to this machine only"
    })
    void a_page_of_another_site_is_refused(String header, String value, String why) {
        asked().header(header, value).post("/api/runs").then().statusCode(403).body("error", containsString(why));
        asked().header(header, value)
                .post("/v1/chat/completions")
                .then()
                .statusCode(403)
                .body("error.message", containsString(why));
    }

    @Test
    void the_page_itself_is_not() {
        asked().header("Origin", "http://" + address.getAuthority())
                .header("Sec-Fetch-Site", "same-origin")
                .post("/api/runs")
                .then()
                .statusCode(202);
    }

    private static RequestSpecification asked() {
        return given().contentType("application/json").body("{\"question\": \"Compute 2 + 3.\", \"effort\": \"low\"}");
    }
}
