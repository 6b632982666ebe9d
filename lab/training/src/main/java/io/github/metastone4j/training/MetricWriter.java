package io.github.metastone4j.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** A log of JSON lines that a resumed run goes on with. */
final class MetricWriter {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    MetricWriter(Path file) {
        this.file = file;
    }

    void append(ObjectNode line) {
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Drops what was logged beyond a point that a run goes on from, and a line torn by a crash. */
    void truncate(String field, long last) {
        if (!Files.exists(file)) {
            return;
        }
        try {
            List<String> kept = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                if (isUpTo(line, field, last)) {
                    kept.add(line);
                }
            }
            Path whole = file.resolveSibling(file.getFileName() + ".partial");
            Files.write(whole, kept);
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Everything that was logged. */
    List<JsonNode> lines() {
        try {
            List<JsonNode> lines = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                lines.add(JSON.readTree(line));
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException("the training log " + file + " cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private static boolean isUpTo(String line, String field, long last) {
        try {
            JsonNode number = JSON.readTree(line).path(field);
            return number.isNumber() && number.asLong() <= last;
        } catch (IOException e) {
            return false;
        }
    }

    private UncheckedIOException unwritable(IOException e) {
        return new UncheckedIOException(
                "the training log " + file + " cannot be written (" + e.getMessage() + "); is there room?", e);
    }
}
