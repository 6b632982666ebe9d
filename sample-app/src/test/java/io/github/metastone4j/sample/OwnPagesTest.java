package io.github.metastone4j.sample;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
class OwnPagesTest {

    private static final String BODY = "{\"question\": \"Compute 2 + 3.\", \"effort\": \"low\"}";

    @TestHTTPResource("/")
    URI address;

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, cross-site, page of another site",
        "Sec-Fetch-Site, same-site, page of another site",
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

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void its_origin_alone_is_enough_in_either_version_of_the_protocol(HttpClient.Version version) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/api/runs"))
                .header("Content-Type", "application/json")
                .header("Origin", "http://" + address.getAuthority())
                .POST(BodyPublishers.ofString(BODY))
                .build();
        HttpResponse<String> response =
                HttpClient.newBuilder().version(version).build().send(request, BodyHandlers.ofString());

        assertThat(response.version()).isEqualTo(version);
        assertThat(response.statusCode()).isEqualTo(202);
    }

    @Test
    void behind_a_proxy_that_gives_another_name_the_browser_is_believed() {
        asked().header("Origin", "https://maths.example.com")
                .header("Sec-Fetch-Site", "same-origin")
                .post("/api/runs")
                .then()
                .statusCode(202);
    }

    private static RequestSpecification asked() {
        return given().contentType("application/json").body(BODY);
    }
}
