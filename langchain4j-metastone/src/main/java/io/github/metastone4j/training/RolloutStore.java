package io.github.metastone4j.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.training.Attempts.Attempt;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A file of judged attempts that grows problem by problem and outlives the process: JSON lines, the first of which says
 * what fixes the run. Each line is on the disk before the next is begun; one that was torn by a crash is dropped when the
 * file is opened again, and the run goes on behind the last whole one.
 */
public final class RolloutStore implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final FileChannel channel;
    private int problems;

    private RolloutStore(Path file, FileChannel channel, int problems) {
        this.file = file;
        this.channel = channel;
        this.problems = problems;
    }

    /**
     * Opens a file, or begins one.
     *
     * @param settings everything the attempts depend on, by name
     * @throws IllegalArgumentException if the file was begun with other settings; the message names those that differ
     */
    public static RolloutStore open(Path file, Map<String, String> settings) {
        try {
            long whole = 0;
            int lines = 0;
            if (Files.exists(file) && Files.size(file) > 0) {
                try (var in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
                    for (byte[] line = line(in); line != null; line = line(in)) {
                        if (lines++ == 0) {
                            requireSame(file, settings, JSON.readTree(line).path("rollouts"));
                        }
                        whole += line.length + 1L;
                    }
                }
            }
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            var store = new RolloutStore(file, channel, Math.max(0, lines - 1));
            channel.truncate(whole).position(whole);
            if (lines == 0) {
                ObjectNode header = JSON.createObjectNode();
                new TreeMap<>(settings).forEach(header.putObject("rollouts")::put);
                store.write(header);
            }
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "attempts cannot be kept in " + file + " (" + e.getMessage()
                            + "); is the folder there and writable, with enough space left?",
                    e);
        }
    }

    /**
     * Refuses a file that cannot be gone on with.
     *
     * @throws IllegalArgumentException if it cannot be read, or was begun with other settings; the message names those
     */
    static void requireBegunWith(Path file, Map<String, String> settings) {
        try (var in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            byte[] header = line(in);
            requireSame(
                    file,
                    settings,
                    JSON.readTree(header == null ? new byte[0] : header).path("rollouts"));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "attempts cannot be read from " + file + " (" + e.getMessage() + "); is the path right?", e);
        }
    }

    /** The bytes up to the next line break; null if there is no whole line any more. */
    private static byte @Nullable [] line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next == '\n') {
                return line.toByteArray();
            }
            line.write(next);
        }
        return null;
    }

    /** Refuses to go on with what a run of other settings left; the message names those that differ. */
    static void requireSame(Path file, Map<String, String> settings, JsonNode header) {
        if (!header.isObject()) {
            throw new IllegalArgumentException(
                    file + " was not written by a run like this; move it away, or choose another folder");
        }
        Map<String, String> before = new TreeMap<>();
        header.properties()
                .forEach(entry -> before.put(entry.getKey(), entry.getValue().asText()));
        List<String> differences = new ArrayList<>();
        var names = new TreeSet<>(before.keySet());
        names.addAll(settings.keySet());
        for (String name : names) {
            String was = before.getOrDefault(name, "not set");
            String is = settings.getOrDefault(name, "not set");
            if (!was.equals(is)) {
                differences.add(name + " was " + was + " and is " + is);
            }
        }
        if (!differences.isEmpty()) {
            throw new IllegalArgumentException(file + " was begun with other settings: "
                    + String.join(", ", differences) + "; go on with the old ones, or choose another folder");
        }
    }

    /** For how many problems there are attempts. */
    public int problems() {
        return problems;
    }

    /**
     * Adds the next problem's attempts; on return they are on the disk.
     *
     * @throws IllegalArgumentException if it isn't the next one's
     */
    public void append(Attempts attempts) {
        if (attempts.problem() != problems) {
            throw new IllegalArgumentException(
                    "problem " + attempts.problem() + " is not the next; " + problems + " are there");
        }
        ObjectNode line = JSON.createObjectNode().put("problem", attempts.problem());
        add(line.putArray("prompt"), attempts.prompt());
        ArrayNode list = line.putArray("attempts");
        for (Attempt attempt : attempts.attempts()) {
            ObjectNode one = list.addObject();
            add(one.putArray("output"), attempt.output());
            ArrayNode scores = one.putArray("stepScores");
            attempt.stepScores().forEach(scores::add);
            one.put("thinking", attempt.thinking())
                    .put("cut", attempt.cut())
                    .put("logProbability", attempt.logProbability())
                    .put("answer", attempt.answer())
                    .put("right", attempt.right());
        }
        try {
            write(line);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "attempts cannot be written to " + file + " (" + e.getMessage()
                            + "); what is there stays: make room," + " and the same call goes on with problem "
                            + (problems + 1),
                    e);
        }
        problems++;
    }

    private void write(ObjectNode line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(false);
    }

    private static void add(ArrayNode target, int[] ids) {
        for (int id : ids) {
            target.add(id);
        }
    }

    /** Gives all attempts, problem by problem; no more than one problem's are in memory at once. */
    public void forEach(Consumer<Attempts> consumer) {
        try (var in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            line(in);
            for (int i = 0; i < problems; i++) {
                byte[] bytes = line(in);
                if (bytes == null) {
                    throw new IOException("it has become shorter");
                }
                JsonNode line = JSON.readTree(bytes);
                List<Attempt> attempts = new ArrayList<>();
                for (JsonNode one : line.path("attempts")) {
                    JsonNode answer = one.path("answer");
                    List<Double> scores = new ArrayList<>();
                    one.path("stepScores").forEach(score -> scores.add(score.asDouble()));
                    attempts.add(new Attempt(
                            ids(one.path("output")),
                            one.path("thinking").asInt(),
                            one.path("cut").asBoolean(),
                            one.path("logProbability").asDouble(),
                            scores,
                            answer.isTextual() ? answer.asText() : null,
                            one.path("right").asBoolean()));
                }
                consumer.accept(new Attempts(line.path("problem").asInt(), ids(line.path("prompt")), attempts));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("attempts cannot be read from " + file + " (" + e.getMessage() + ")", e);
        }
    }

    private static int[] ids(JsonNode array) {
        int[] ids = new int[array.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = array.get(i).asInt();
        }
        return ids;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing " + file + " failed", e);
        }
    }
}
