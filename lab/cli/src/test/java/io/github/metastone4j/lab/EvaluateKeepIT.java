package io.github.metastone4j.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metastone4j.cli.Metastone;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An evaluation is killed in the middle and started again. */
class EvaluateKeepIT {

    /** So many that a run can be killed while it writes them. */
    private static final int PROBLEMS = 24;

    private static final int TRIES = 10;

    @TempDir
    Path folder;

    @Test
    void a_run_that_was_killed_ends_with_the_file_of_one_that_was_not() throws Exception {
        Path whole = folder.resolve("whole.jsonl");
        finish(start(whole, 5));
        assertThat(Files.readAllLines(whole)).hasSize(1 + PROBLEMS);

        Path killed = killedInTheMiddle();
        List<String> before = wholeLines(killed);
        finish(start(killed, 5));

        assertThat(killed).hasSameBinaryContentAs(whole);
        assertThat(Files.readAllLines(killed)).startsWith(before.toArray(String[]::new));
        // Another seed would make other samples.
        assertThat(start(killed, 6).waitFor()).isEqualTo(2);
        assertThat(folder.resolve("output")).content().contains("seed was 5 and is 6");
        assertThat(killed).hasSameBinaryContentAs(whole);
    }

    /** A file of a run that was killed behind its first problem and before its last. */
    private Path killedInTheMiddle() throws Exception {
        for (int i = 0; i < TRIES; i++) {
            Path file = folder.resolve("killed-" + i + ".jsonl");
            Process process = start(file, 5);
            while (process.isAlive() && wholeLines(file).size() < 2) {
                Thread.sleep(1);
            }
            process.destroyForcibly().waitFor();
            int lines = wholeLines(file).size();
            if (lines >= 2 && lines <= PROBLEMS) {
                return file;
            }
        }
        throw new AssertionError("in " + TRIES + " runs none could be killed in time");
    }

    private static List<String> wholeLines(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        String text = Files.readString(file);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    private void finish(Process process) throws Exception {
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("output")))
                .isZero();
    }

    private Process start(Path keep, int seed) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dai.djl.offline=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Metastone.class.getName(),
                        "evaluate",
                        "--problems",
                        String.valueOf(PROBLEMS),
                        "--samples",
                        "2",
                        "--max-thinking-tokens",
                        "32",
                        "--max-output-tokens",
                        "8",
                        "--threads",
                        "1",
                        "--seed",
                        String.valueOf(seed),
                        "--keep",
                        keep.toString())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(folder.resolve("output").toFile()))
                .start();
    }
}
