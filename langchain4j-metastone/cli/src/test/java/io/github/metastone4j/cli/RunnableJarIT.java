package io.github.metastone4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one jar that a user runs, as the build leaves it. */
class RunnableJarIT {

    @TempDir
    private Path folder;

    /** Runs the jar in an empty folder, and returns what it printed. */
    private String run(int expected, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dmetastone.cache=" + folder.resolve("cache"),
                "-jar",
                jar().toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(err)).isEqualTo(expected);
        return Files.readString(expected == 0 ? out : err, StandardCharsets.UTF_8);
    }

    private static Path jar() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            return files.filter(file ->
                            file.getFileName().toString().matches("metastone-cli-.*-(linux|osx|win)-[a-z0-9_]+\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void it_answers_a_question_with_the_embedded_model() throws Exception {
        JsonNode answer = new ObjectMapper()
                .readTree(run(0, "ask", "Compute 17 + 25.", "--effort", "low", "--seed", "1", "--json"));

        assertThat(answer.get("answer").asText()).contains("42");
    }

    @Test
    void it_has_what_serves_and_points_to_the_laboratory_for_the_rest() throws Exception {
        assertThat(run(0, "--help"))
                .contains("ask", "bench", "verify", "metastone-lab")
                .doesNotContain("train-head");
        assertThat(run(2, "train-head", "--out", "x")).contains("train-head").hasLineCount(1);
    }
}
