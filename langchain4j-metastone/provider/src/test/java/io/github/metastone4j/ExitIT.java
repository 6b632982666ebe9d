package io.github.metastone4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JVM is told to end while a request runs. */
class ExitIT {

    @TempDir
    Path folder;

    @Test
    void a_request_is_refused_more_work_with_a_clear_message() throws Exception {
        assertThat(exitDuringARequest(false))
                .contains("failed: the JVM is shutting down; the model takes no more work")
                .doesNotContain("Exception in thread");
    }

    @Test
    void a_request_ends_where_a_shutdown_hook_lets_it() throws Exception {
        assertThat(exitDuringARequest(true)).contains("answered").doesNotContain("Exception in thread");
    }

    private String exitDuringARequest(boolean outlive) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dai.djl.offline=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Exiting.class.getName(),
                        ReflectiveModels.thinking(folder).toString(),
                        String.valueOf(outlive))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(output.toFile()))
                .start();

        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        return Files.readString(output);
    }

    /** Begins a request and exits as soon as its first token is there. */
    static final class Exiting {

        public static void main(String[] arguments) throws InterruptedException {
            boolean outlive = Boolean.parseBoolean(arguments[1]);
            ReflectiveModel model = ReflectiveModel.load(ReflectiveModels.options(Path.of(arguments[0])));
            var begun = new CountDownLatch(1);
            var asking = new Thread(() -> ask(model, begun));
            if (outlive) {
                model.outliveExit(Duration.ofMinutes(1));
            }
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                if (outlive) {
                    model.close(Duration.ofMinutes(1));
                }
                join(asking);
            }));
            asking.start();
            begun.await();
            System.exit(0);
        }

        private static void ask(ReflectiveModel model, CountDownLatch begun) {
            var listener = new ReflectionListener() {
                @Override
                public void onThinking(int trajectory, String text) {
                    begun.countDown();
                }
            };
            try {
                model.reflect("How many?", ReflectiveModels.settings(32, 1).withLimits(400, 8), listener);
                System.out.println("answered");
            } catch (RuntimeException e) {
                System.out.println("failed: " + e.getMessage());
            }
        }

        private static void join(Thread thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
