package io.github.metastone4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metastone4j.checkpoint.Resources;
import io.github.metastone4j.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Native libraries are unpacked before they are loaded. */
class UnpackingIT {

    @TempDir
    Path folder;

    @Test
    void it_is_said_why_and_where_and_what_may_help_each_time_one_tries() throws Exception {
        Path cache = Files.createFile(folder.resolve("file"));

        assertThat(output(loading(cache)))
                .filteredOn(line -> line.startsWith("libtorch cannot be loaded: "))
                .hasSize(3)
                .allMatch(line -> line.endsWith("; it is unpacked to " + cache
                        + ", which must be writable, allow execution and have room for 500 MB (DJL_CACHE_DIR names"
                        + " another folder)"));
    }

    @Test
    @Tag("slow")
    void jvms_that_unpack_at_once_do_not_disturb_each_other() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(loading(folder.resolve("cache"), "tokenizer"));
        }

        for (Process process : processes) {
            assertThat(output(process)).contains("loaded").noneMatch(line -> line.contains("cannot be loaded"));
        }
    }

    private static Process loading(Path cache, String... arguments) throws IOException {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dai.djl.offline=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Loading.class.getName())
                .redirectErrorStream(true);
        builder.environment().put("DJL_CACHE_DIR", cache.toString());
        builder.environment().remove("ENGINE_CACHE_DIR");
        builder.command().addAll(List.of(arguments));
        return builder.start();
    }

    private static List<String> output(Process process) throws IOException, InterruptedException {
        List<String> output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor()).isZero();
        return output;
    }

    /** Loads libtorch on all ways that lead to it, and the tokenizers' library if it is told to. */
    static final class Loading {

        public static void main(String[] arguments) {
            print(() -> Placement.parse(List.of("auto")));
            print(() -> Decoder.setThreads(1));
            print(() -> Kernels.compile(TorchSource.decoding()));
            if (arguments.length > 0) {
                Tokenizer.load(Resources.folder("tiny-tokenizer")).close();
            }
            System.out.println("loaded");
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
