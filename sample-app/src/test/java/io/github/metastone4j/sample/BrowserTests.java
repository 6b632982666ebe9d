package io.github.metastone4j.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tests that are written in JavaScript, beside this source in {@code src/test/browser}, and run by Node in Chromium. Where
 * one of these is missing they are skipped, but with the environment's {@code CI=true} they fail.
 */
final class BrowserTests {

    private static final Path SOURCE = Path.of("src/test/browser");
    private static final Path FOLDER = Path.of("target/browser");
    private static final int MINUTES = 10;

    private BrowserTests() {}

    /** Runs files of tests against an application, two at a time. */
    static void run(URI application, String... files) throws IOException, InterruptedException {
        String node = require(find("node"), "there is no node; install Node.js 20 or newer");
        String npm = require(find("npm"), "there is no npm; install it with Node.js");
        String chromium = require(chromium(), "there is no Chromium; install it, or set CHROMIUM to the path of one");
        install(npm);
        Path log = FOLDER.resolve(files[0] + ".log");
        List<String> command = new ArrayList<>(List.of(node, "--test", "--test-concurrency=2", "--test-reporter=spec"));
        command.addAll(List.of(files));
        var builder = new ProcessBuilder(command);
        builder.environment().put("BASE_URL", application.toString().replaceAll("/$", ""));
        builder.environment().put("CHROMIUM", chromium);
        builder.environment().put("PICTURES", "pictures");
        int exit = await(builder, log);
        assertThat(exit).as(Files.readString(log)).isZero();
    }

    /** Fetches what package-lock.json names, once, whichever JVM is the first. */
    private static void install(String npm) throws IOException, InterruptedException {
        Files.createDirectories(FOLDER);
        try (FileChannel turn =
                        FileChannel.open(FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = turn.lock()) {
            boolean installed = Files.exists(FOLDER.resolve("node_modules/playwright-core/package.json"))
                    && isCopy(SOURCE.resolve("package-lock.json"));
            try (Stream<Path> files = Files.list(SOURCE)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    if (!isCopy(file)) {
                        Files.copy(file, FOLDER.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
            if (!installed) {
                Path log = FOLDER.resolve("npm.log");
                int exit = await(new ProcessBuilder(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"), log);
                require(exit == 0 ? npm : null, "npm ci failed; is there a network? It says: " + Files.readString(log));
            }
        }
    }

    private static boolean isCopy(Path file) throws IOException {
        Path copy = FOLDER.resolve(file.getFileName());
        return Files.exists(copy) && Files.mismatch(file, copy) < 0;
    }

    private static int await(ProcessBuilder builder, Path log) throws IOException, InterruptedException {
        Process process = builder.directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            fail("%s took more than %d minutes: %s", builder.command(), MINUTES, Files.readString(log));
        }
        return process.exitValue();
    }

    private static @Nullable String chromium() {
        String named = System.getenv("CHROMIUM");
        if (named != null) {
            return Files.isExecutable(Path.of(named)) ? named : null;
        }
        return Stream.of("chromium", "chromium-browser", "google-chrome")
                .map(BrowserTests::find)
                .filter(found -> found != null)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String find(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse(null);
    }

    private static String require(@Nullable String found, String reason) {
        if (found != null) {
            return found;
        }
        if (List.of("true", "1").contains(System.getenv().getOrDefault("CI", ""))) {
            return fail("the page cannot be tested: " + reason);
        }
        return abort("the page is not tested: " + reason);
    }
}
