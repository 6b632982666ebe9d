package io.github.metastone4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server as it is started: {@code java -jar}, in a process of its own. */
class ServerIT {

    private static final Pattern ADDRESS = Pattern.compile("answers at (http://localhost:\\d+)/v1");

    private static final String KEY = "open sesame";

    @TempDir
    static Path folder;

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static Process server;
    private static String address;

    @BeforeAll
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    static void start() throws Exception {
        Path output = folder.resolve("server");
        server = start(output, "--port", String.valueOf(freePort()));
        Matcher said = ADDRESS.matcher("");
        while (!said.reset(Files.readString(output)).find()) {
            assertThat(server.isAlive()).as(Files.readString(output)).isTrue();
            Thread.sleep(20);
        }
        address = said.group(1);
    }

    @AfterAll
    static void end() {
        server.destroyForcibly();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static Process start(Path output, String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Dai.djl.offline=true", "-jar", "target/quarkus-app/quarkus-run.jar"));
        command.addAll(List.of(options));
        var builder = new ProcessBuilder(command);
        builder.environment().put("METASTONE_API_KEY", KEY);
        return builder.redirectErrorStream(true)
                .redirectOutput(Redirect.to(output.toFile()))
                .start();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path));
    }

    @Test
    void it_answers_openais_clients_who_know_the_key_of_its_environment() throws Exception {
        HttpResponse<String> answer = send(request("/v1/chat/completions")
                .header("Authorization", "Bearer " + KEY)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(
                        "{\"model\": \"metastone-nano\", \"reasoning_effort\": \"low\", \"seed\": 1,"
                                + " \"messages\": [{\"role\": \"user\", \"content\": \"Compute 7 * 8 - 5.\"}]}")));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).containsPattern("\"content\":\"[^\"]*51");
        assertThat(send(request("/v1/models")).statusCode()).isEqualTo(401);
        assertThat(send(request("/v1/chat/completions").POST(BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void it_tells_its_health_and_meters() throws Exception {
        assertThat(send(request("/q/health/ready")).body()).contains("MetaStone models", "metastone-nano");
        assertThat(send(request("/q/metrics")).body()).contains("metastone_requests_running");
    }

    @Test
    void it_has_no_page() throws Exception {
        for (String path : List.of("/", "/index.html")) {
            assertThat(send(request(path)).statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void an_option_that_is_not_known_is_named() throws Exception {
        Path output = folder.resolve("wrong");
        Process process = start(output, "--prot", "8081");

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(Files.readAllLines(output))
                .singleElement()
                .asString()
                .contains("metastone serve: Unknown option", "'--prot'", "see metastone serve --help");
    }
}
