package io.github.metastone4j.grading;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs Python programs of strangers, shut in by the Linux kernel: in namespaces of their own, so that there is no network, no other
 * process to be seen, and nothing that outlives the run; on a file system of their own in memory, which has {@code /usr} with
 * Python's libraries and an empty folder to work in; with limits on time, memory, processes and files, its output among them; without capabilities, and
 * under root's name never.
 */
final class Sandbox {

    /** For how long a program may run, where nothing else is said. */
    static final Duration TIME = Duration.ofSeconds(10);

    private static final List<String> LIMITS =
            List.of("--as=" + (1L << 30), "--nproc=16", "--fsize=" + (4 << 20), "--nofile=64", "--core=0");

    /** Whom programs run as where we are root, whose number of processes no limit binds: nobody. */
    private static final int NOBODY = 65534;

    /** Of the script; the program has none. */
    private static final Map<String, String> ENVIRONMENT = Map.of("PATH", "/usr/bin:/bin:/usr/sbin:/sbin");

    private final boolean root;
    private final String script;
    private final Duration time;

    private Sandbox(boolean root, String script, Duration time) {
        this.root = root;
        this.script = script;
        this.time = time;
    }

    /**
     * Tries it out, with {@link #TIME}.
     *
     * @param time for how long a program may then run, in whole seconds
     * @throws IllegalStateException if programs cannot be shut in here
     */
    static Sandbox open(Duration time) {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            throw new IllegalStateException("programs can be graded on Linux only: elsewhere they cannot be shut in");
        }
        try (InputStream in = Objects.requireNonNull(Sandbox.class.getResourceAsStream("sandbox.sh"))) {
            boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
            var script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            if ("isolated\n".equals(new Sandbox(root, script, TIME).run("print(input() + 'd')", "isolate"))) {
                return new Sandbox(root, script, time);
            }
            throw unable(null);
        } catch (IOException | UncheckedIOException e) {
            throw unable(e);
        }
    }

    private static IllegalStateException unable(@Nullable Exception cause) {
        return new IllegalStateException(
                "programs cannot be shut in here, so that none is run; that needs python3, unshare, setpriv and prlimit"
                        + " in /usr/bin, and a kernel and a container that allow user namespaces",
                cause);
    }

    /**
     * Runs a program to its end.
     *
     * @return what it wrote to standard output; null if it failed, took too long or wrote too much
     */
    @Nullable
    String run(String program, String input) {
        Path folder = null;
        try {
            folder = Files.createTempDirectory("metastone-code");
            List<Path> all = List.of(
                    folder,
                    Files.createDirectory(folder.resolve("root")),
                    Files.writeString(folder.resolve("program.py"), program),
                    Files.writeString(folder.resolve("input"), input));
            for (Path path : root ? all : List.<Path>of()) {
                Files.setAttribute(path, "unix:uid", NOBODY);
            }
            Path output = folder.resolve("output");
            ProcessBuilder builder = new ProcessBuilder(command())
                    .directory(folder.toFile())
                    .redirectInput(folder.resolve("input").toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(Redirect.DISCARD);
            builder.environment().clear();
            builder.environment().putAll(ENVIRONMENT);
            return succeeds(builder.start()) ? new String(Files.readAllBytes(output), StandardCharsets.UTF_8) : null;
        } catch (IOException e) {
            throw new UncheckedIOException("a program cannot be run: " + e.getMessage(), e);
        } finally {
            delete(folder);
        }
    }

    /** Each of these replaces the one before it, but for unshare, which watches over the first process of the namespaces. */
    private List<String> command() {
        List<String> command = new ArrayList<>(List.of("setpriv", "--no-new-privs"));
        if (root) {
            command.addAll(List.of("--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        }
        command.addAll(List.of("unshare", "--map-root-user", "--net", "--ipc", "--mount", "--pid", "--fork"));
        command.addAll(List.of("--kill-child=SIGKILL", "sh", "-c", script, "sh"));
        command.add("--cpu=" + time.toSeconds());
        command.addAll(LIMITS);
        return command;
    }

    /** When unshare dies, so does the first process of the namespaces, and with that the kernel kills all others. */
    private boolean succeeds(Process process) {
        try {
            boolean ended = process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            return ended && process.exitValue() == 0;
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a program ran", e);
        }
    }

    /** Its own files lie in memory and are gone with it. */
    private static void delete(@Nullable Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + folder + " cannot be deleted (" + e.getMessage() + ")", e);
        }
    }
}
