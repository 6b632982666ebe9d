package io.github.metastone4j.evaluation.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A file that grows line by line and outlives the process: JSON lines, the first of which, the header, says what fixes the run.
 * Each line is on the disk before the next is begun; one that was torn by a crash is dropped when the file is opened again.
 */
public final class LineStore implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final String what;
    private final FileChannel channel;
    private int lines;

    private LineStore(Path file, String what, FileChannel channel, int lines) {
        this.file = file;
        this.what = what;
        this.channel = channel;
        this.lines = lines;
    }

    /**
     * Opens a file, or begins one.
     *
     * @param what its lines are, for messages, such as {@code attempts}
     * @param header the name of the header's only field, by which files of other kinds are told apart
     * @param settings everything the lines depend on, by name
     * @throws IllegalArgumentException if the file was begun with other settings; the message names those that differ
     * @throws IllegalStateException if another run writes it
     */
    public static LineStore open(Path file, String what, String header, Map<String, String> settings) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                requireAlone(file, channel);
                return open(file, channel, what, header, settings);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    what + " cannot be kept in " + file + " (" + e.getMessage()
                            + "); is the folder there and writable, with enough space left?",
                    e);
        }
    }

    /** Two that write would double every line. The lock lasts until the channel is closed or the process ends. */
    private static void requireAlone(Path file, FileChannel channel) throws IOException {
        boolean alone;
        try {
            alone = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            alone = false;
        }
        if (!alone) {
            throw new IllegalStateException(
                    file + " is being written by another run; wait for it, or choose another file");
        }
    }

    private static LineStore open(
            Path file, FileChannel channel, String what, String header, Map<String, String> settings)
            throws IOException {
        long whole = 0;
        int lines = 0;
        try (InputStream in = Files.size(file) == 0 ? InputStream.nullInputStream() : stream(file)) {
            for (byte[] line = line(in); line != null; line = line(in)) {
                if (lines++ == 0) {
                    requireSame(file, settings, tree(line).path(header));
                }
                whole += line.length + 1L;
            }
        }
        ObjectNode first = JSON.createObjectNode();
        new TreeMap<>(settings).forEach(first.putObject(header)::put);
        if (lines == 0 && Files.size(file) > 0) {
            requireBeginningOf(first, file);
        }
        channel.truncate(whole).position(whole);
        var store = new LineStore(file, what, channel, Math.max(0, lines - 1));
        if (lines == 0) {
            store.write(first);
        }
        return store;
    }

    /** A file without a whole line is gone on with only if it is a header that was torn while it was written. */
    private static void requireBeginningOf(JsonNode first, Path file) throws IOException {
        byte[] whole = first.toString().getBytes(StandardCharsets.UTF_8);
        byte[] there = Files.size(file) > whole.length ? null : Files.readAllBytes(file);
        if (there == null || !Arrays.equals(there, 0, there.length, whole, 0, there.length)) {
            throw foreign(file);
        }
    }

    /** A line as JSON; missing where it is something else. */
    private static JsonNode tree(byte[] line) throws IOException {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /**
     * The settings a file was begun with.
     *
     * @throws IllegalArgumentException if it cannot be read, or is a file of another kind
     */
    static Map<String, String> settings(Path file, String what, String header) {
        JsonNode settings = header(file, what).path(header);
        requireHeader(file, settings);
        return texts(settings);
    }

    /**
     * Refuses a file that cannot be gone on with.
     *
     * @throws IllegalArgumentException if it cannot be read, or was begun with other settings; the message names those
     */
    static void requireBegunWith(Path file, String what, String header, Map<String, String> settings) {
        requireSame(file, settings, header(file, what).path(header));
    }

    private static JsonNode header(Path file, String what) {
        try (InputStream in = stream(file)) {
            byte[] first = line(in);
            return first == null ? MissingNode.getInstance() : tree(first);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    what + " cannot be read from " + file + " (" + e.getMessage() + "); is the path right?", e);
        }
    }

    /** Refuses to go on with what a run of other settings left; the message names those that differ. */
    private static void requireSame(Path file, Map<String, String> settings, JsonNode header) {
        requireHeader(file, header);
        Map<String, String> before = texts(header);
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

    private static void requireHeader(Path file, JsonNode header) {
        if (!header.isObject()) {
            throw foreign(file);
        }
    }

    private static IllegalArgumentException foreign(Path file) {
        return new IllegalArgumentException(
                file + " was not written by a run like this; move it away, or choose another folder");
    }

    private static Map<String, String> texts(JsonNode header) {
        Map<String, String> texts = new TreeMap<>();
        header.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }

    /** How many lines are there, the header apart. */
    int lines() {
        return lines;
    }

    /** Adds a line; on return it is on the disk. */
    public void append(JsonNode line) {
        try {
            write(line);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    what + " cannot be written to " + file + " (" + e.getMessage() + "); the " + lines
                            + " lines that are there stay: make room, and repeat the call",
                    e);
        }
        lines++;
    }

    private void write(JsonNode line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(false);
    }

    /** Gives all lines behind the header, in order; no more than one is in memory at once. */
    public void forEach(Consumer<JsonNode> consumer) {
        int given = forEach(file, what, lines, consumer);
        if (given < lines) {
            throw new IllegalStateException(file + " has become shorter; does something else write it?");
        }
    }

    /** Gives the whole lines behind a file's header, so many at most, and says how many there were. */
    static int forEach(Path file, String what, int most, Consumer<JsonNode> consumer) {
        try (InputStream in = stream(file)) {
            byte[] line = line(in);
            int given = 0;
            while (given < most && (line = line(in)) != null) {
                consumer.accept(whole(line, file, given + 2));
                given++;
            }
            return given;
        } catch (IOException e) {
            throw new UncheckedIOException(what + " cannot be read from " + file + " (" + e.getMessage() + ")", e);
        }
    }

    /** A crash tears the last line only; one before it was changed by something else. */
    private static JsonNode whole(byte[] line, Path file, int number) throws IOException {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "line " + number + " of " + file
                            + " is not JSON; cut the file off before that line and repeat the call,"
                            + " or choose another folder",
                    e);
        }
    }

    private static InputStream stream(Path file) throws IOException {
        return new BufferedInputStream(Files.newInputStream(file), 1 << 16);
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

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing " + file + " failed", e);
        }
    }
}
