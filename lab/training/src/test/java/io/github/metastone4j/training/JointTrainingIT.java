package io.github.metastone4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metastone4j.ReflectiveModels;
import io.github.metastone4j.kernel.Decoder;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JointTrainingIT {

    @TempDir
    Path folder;

    /** A multiple of three: it is saved three times. */
    int iterations() {
        return 6;
    }

    @Test
    void aRunThatWasKilledGivesTheCurveOfOneThatWasNot() throws Exception {
        Decoder.setThreads(1);
        Path model = ReflectiveModels.thinking(folder);
        Path whole = folder.resolve("whole");
        Path killed = folder.resolve("killed");
        Process beside = start(model, whole);

        Process first = start(model, killed);
        awaitLines(first, killed.resolve("joint-log.jsonl"), iterations() / 2);
        first.destroyForcibly().waitFor();
        assertThat(JointRuns.untimed(killed).size()).isLessThan(iterations());
        Process second = start(model, killed);
        awaitLines(second, killed.resolve("joint-log.jsonl"), iterations() * 5 / 6);
        second.destroyForcibly().waitFor();
        assertThat(start(model, killed).waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(beside.waitFor(5, TimeUnit.MINUTES)).isTrue();

        assertThat(JointRuns.untimed(killed))
                .isEqualTo(JointRuns.untimed(whole))
                .hasSize(iterations());
        for (String file : List.of("state.safetensors", "checkpoint/model.safetensors")) {
            assertThat(JointRuns.bytes(killed.resolve(file))).isEqualTo(JointRuns.bytes(whole.resolve(file)));
        }
    }

    private Process start(Path model, Path out) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dai.djl.offline=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        JointRuns.class.getName(),
                        model.toString(),
                        out.toString(),
                        String.valueOf(iterations()),
                        String.valueOf(iterations() / 3))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(folder.resolve("output").toFile()))
                .start();
    }

    /** The destruction falls between or into two saves, of which there are three. */
    private void awaitLines(Process run, Path log, int count) throws Exception {
        while (!Files.exists(log) || Files.readAllLines(log).size() < count) {
            assertThat(run.isAlive())
                    .as(Files.readString(folder.resolve("output")))
                    .isTrue();
            Thread.sleep(5);
        }
    }
}
