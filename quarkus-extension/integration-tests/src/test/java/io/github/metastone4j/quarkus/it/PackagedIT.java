package io.github.metastone4j.quarkus.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application as it is deployed: the fast-jar, in a process of its own, ended by a signal. */
class PackagedIT {

    private static final String QUESTION = "/ask?q=Compute%207%20*%208%20-%205.";

    /** Many trajectories: a request that takes seconds. */
    private static final String LONG_QUESTION = QUESTION + "&k=256";

    /** One that takes longer than whoever asks it will wait. */
    private static final String LONGEST_QUESTION = QUESTION + "&k=1024";

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private Process process;
    private String address;

    @AfterEach
    void kill() {
        process.destroyForcibly();
    }

    private void start(String... properties) throws IOException, InterruptedException {
        int port = freePort();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dquarkus.http.port=" + port);
        command.addAll(List.of(properties));
        command.add("-jar");
        command.add("target/quarkus-app/quarkus-run.jar");
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(folder.resolve("output").toFile()))
                .start();
        address = "http://localhost:" + port;
        awaitReady();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void awaitReady() throws InterruptedException, IOException {
        while (true) {
            assertThat(process.isAlive()).as(output()).isTrue();
            try {
                if (get("/q/health/ready").get().statusCode() == 200) {
                    return;
                }
            } catch (ExecutionException e) { // nobody listens yet
                Thread.sleep(20);
            }
        }
    }

    private CompletableFuture<HttpResponse<String>> get(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(Duration.ofMinutes(2))
                .build();
        return client.sendAsync(request, BodyHandlers.ofString());
    }

    private void awaitRunning(CompletableFuture<HttpResponse<String>> answer) throws Exception {
        while (!get("/q/health/ready").get().body().contains("\"<default>.running\": 1")) {
            assertThat(answer).isNotDone();
            Thread.sleep(20);
        }
    }

    private void terminate() throws InterruptedException {
        process.destroy(); // SIGTERM
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("output"));
    }

    @Test
    void it_starts_and_answers_within_seconds() throws Exception {
        long begin = System.nanoTime();
        start();
        long ready = System.nanoTime();
        HttpResponse<String> answer = get(QUESTION).get();
        long answered = System.nanoTime();

        assertThat(answer.body()).contains("51");
        System.out.printf(
                "fast-jar: ready after %.2f s, first answer %.2f s later%n",
                (ready - begin) / 1e9, (answered - ready) / 1e9);
    }

    @Test
    void requests_under_way_end_before_a_terminated_application_does() throws Exception {
        start(
                "-Dquarkus.shutdown.timeout=90s",
                "-Dquarkus.langchain4j.metastone.chat-model.selector=weighted-majority");
        CompletableFuture<HttpResponse<String>> answer = get(LONG_QUESTION);
        awaitRunning(answer);

        terminate();

        assertThat(answer.get().statusCode()).as(output()).isEqualTo(200);
        assertThat(answer.get().body()).contains("51");
        assertThat(output()).doesNotContain("Exception");
    }

    @Test
    void requests_that_outlast_the_grace_fail_clearly() throws Exception {
        start(
                "-Dquarkus.langchain4j.metastone.close-grace=0s",
                "-Dquarkus.langchain4j.metastone.careful.close-grace=0s");
        CompletableFuture<HttpResponse<String>> answer = get(LONGEST_QUESTION);
        awaitRunning(answer);

        terminate();

        assertThat(answer).isCompletedExceptionally();
        assertThat(output())
                .contains("Closing metastone-nano; 1 requests under way have PT0S to end")
                .contains("the model was closed while the request ran")
                .doesNotContain("Exception in thread");
    }
}
