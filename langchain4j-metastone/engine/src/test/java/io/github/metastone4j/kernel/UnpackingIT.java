package io.github.metastone4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** libtorch is to be unpacked to where it cannot be. */
class UnpackingIT {

    @TempDir
    Path folder;

    @Test
    void it_is_said_why_and_where_and_what_may_help_each_time_one_tries() throws Exception {
        Path cache = Files.createFile(folder.resolve("file"));

        assertThat(loading(cache))
                .filteredOn(line -> line.startsWith("libtorch cannot be loaded: "))
                .hasSize(3)
                .allMatch(line -> line.endsWith("; it is unpacked to " + cache
                        + ", which must be writable, allow execution and have room for 500 MB (DJL_CACHE_DIR names"
                        + " another folder)"));
    }

    private static List<String> loading(Path cache) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dai.djl.offline=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Loading.class.getName())
                .redirectErrorStream(true);
        builder.environment().put("DJL_CACHE_DIR", cache.toString());
        builder.environment().remove("ENGINE_CACHE_DIR");
        Process process = builder.start();
        List<String> output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor()).isZero();
        return output;
    }

    /** Loads libtorch on all ways that lead to it. */
    static final class Loading {

        public static void main(String[] arguments) {
            print(() -> Placement.parse(List.of("auto")));
            print(() -> Decoder.setThreads(1));
            print(() -> Kernels.compile(TorchSource.decoding()));
        }

        private static void print(Runnable way) {
            try {
                way.run();
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
