package io.github.metastone4j.sample;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class RefusalsTest {

    @TestHTTPResource("/")
    URI address;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT  | /api/runs    | application/json | 405 | there is no PUT /api/runs",
                "GET  | /api/nothing | application/json | 404 | there are POST /api/runs",
                "GET  | /nothing     | application/json | 404 | there is no GET /nothing; the page is at /",
                "POST | /api/runs    | text/plain       | 415 | it must be application/json"
            })
    void elsewhere_it_is_told_in_the_form_of_the_feed(
            String method, String path, String type, int status, String message) {
        given().contentType(type)
                .request(method, path)
                .then()
                .statusCode(status)
                .body("error", containsString(message));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"/api/runs | {\"error\":\"", "/v1/chat/completions | \"message\":\""})
    void a_body_that_is_too_large_is_told_in_the_form_of_whoever_was_asked(String path, String form) throws Exception {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048577\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));

            socket.setSoTimeout(10_000);
            var answer = new StringBuilder();
            int next = 0;
            while (answer.indexOf("allowed") < 0 && next >= 0) {
                next = socket.getInputStream().read();
                answer.append((char) next);
            }
            assertThat(answer)
                    .startsWith("HTTP/1.1 413 ")
                    .contains(form + "the body has 1048577 bytes; 1048576 are allowed");
        }
    }
}
