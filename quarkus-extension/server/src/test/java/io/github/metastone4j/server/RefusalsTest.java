package io.github.metastone4j.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class RefusalsTest {

    private static final byte[] LARGE = new byte[(1 << 20) + 1];

    @TestHTTPResource("/")
    URI address;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET    | /v1/chat/completions | application/json | 405 | method_not_supported     | there is no GET /v1/chat/completions",
                "DELETE | /v1/models           | application/json | 405 | method_not_supported     | there are POST /v1/chat/completions",
                "POST   | /v1/embeddings       | application/json | 404 | unknown_url              | there is no POST /v1/embeddings",
                "GET    | /v1                  | application/json | 404 | unknown_url              | there is no GET /v1",
                "PATCH  | /v1/chat/completions | application/json | 405 | method_not_supported     | there is no PATCH",
                "POST   | /v1/models/mine      | application/json | 405 | method_not_supported     | there is no POST /v1/models/mine",
                "PUT    | /v1/a/b/c            | application/json | 404 | unknown_url              | there is no PUT /v1/a/b/c",
                "POST   | /v1/chat/completions | json             | 415 | unsupported_content_type | the body's type is json",
                "POST   | /v1/chat/completions | text/plain       | 415 | unsupported_content_type | it must be application/json"
            })
    void below_v1_it_is_told_in_the_form_of_that_api(
            String method, String path, String type, int status, String code, String message) {
        given().contentType(type)
                .request(method, path)
                .then()
                .statusCode(status)
                .body("error.type", equalTo("invalid_request_error"))
                .body("error.code", equalTo(code))
                .body("error.message", containsString(message));
    }

    @Test
    void an_answer_that_the_caller_would_not_accept_is_not_made() {
        given().accept("text/plain")
                .get("/v1/models")
                .then()
                .statusCode(406)
                .body("error.message", containsString("'text/plain'; accept application/json"));
    }

    @Test
    void a_body_that_is_too_large_is_refused_with_its_size_before_it_is_read() throws Exception {
        HttpResponse<String> response = post(BodyPublishers.ofByteArray(LARGE));

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).contains("the body has 1048577 bytes; 1048576 are allowed", "request_too_large");
    }

    @Test
    void a_body_that_does_not_say_how_large_it_is_is_refused_once_it_is_too_large() throws Exception {
        HttpResponse<String> response = post(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(LARGE)));

        assertThat(response.statusCode()).isEqualTo(413);
    }

    private HttpResponse<String> post(HttpRequest.BodyPublisher body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .POST(body)
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
