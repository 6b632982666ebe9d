package io.github.metastone4j.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class OtherPathsTest {

    @TestHTTPResource("/other")
    URI other;

    @ParameterizedTest
    @CsvSource({"GET, /nothing, 404", "GET, /v1x/models, 404", "GET, /other/v1/models, 404", "PUT, /other, 405"})
    void what_is_refused_there_is_refused_by_the_application(String method, String path, int status) {
        given().request(method, path).then().statusCode(status).body(equalTo("refused by the application"));
    }

    @Test
    void a_body_that_is_too_large_is_refused_there_as_quarkus_does_it() throws Exception {
        try (Socket socket = new Socket(other.getHost(), other.getPort())) {
            String head = "POST /other HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048577\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 413 ")
                    .endsWith("\r\n\r\n");
        }
    }

    @Test
    void how_the_application_writes_json_changes_nothing_below_v1() {
        given().get("/v1/models").then().statusCode(200).body(not(containsString("\n")));
        given().get("/v1/nothing").then().statusCode(404).body(containsString("\"param\":null"));
    }
}
