package io.github.metastone4j.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** What a run has logged: JSON objects, one per line, of named numbers. */
public final class MetricLog {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final List<JsonNode> lines;

    private MetricLog(Path file, List<JsonNode> lines) {
        this.file = file;
        this.lines = lines;
    }

    /**
     * Reads a log. A last line that is no whole object is left out: the run may be writing it, or have been stopped while
     * it did.
     *
     * @throws IllegalArgumentException if there is no such file, nothing in it, or a line before the last is no JSON object
     */
    public static MetricLog read(Path file) {
        List<String> texts;
        try {
            texts = Files.readString(file).lines().toList();
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("'" + file + "' is not a file; name a log of JSON lines", e);
        } catch (IOException e) {
            throw new UncheckedIOException("the log " + file + " cannot be read: " + e.getMessage(), e);
        }
        List<JsonNode> lines = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            if (texts.get(i).isBlank()) {
                continue;
            }
            JsonNode line = parsed(texts.get(i));
            if (line.isObject()) {
                lines.add(line);
            } else if (i < texts.size() - 1) {
                throw new IllegalArgumentException(
                        "line " + (i + 1) + " of " + file + " is not a JSON object; is it a log of JSON lines?");
            }
        }
        if (lines.isEmpty()) {
            throw new IllegalArgumentException(file + " holds no whole line; has the run logged anything yet?");
        }
        return new MetricLog(file, lines);
    }

    private static JsonNode parsed(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    /** The fields with a number on any line. */
    public Set<String> fields() {
        Set<String> fields = new LinkedHashSet<>();
        for (JsonNode line : lines) {
            line.properties().forEach(field -> {
                if (field.getValue().isNumber()) {
                    fields.add(field.getKey());
                }
            });
        }
        return fields;
    }

    /**
     * A field against another, in rising order. Where x falls back, a run was resumed, and what it did again replaces what
     * was there; where it starts over, a second pass goes on behind the first. What is not a number is NaN.
     *
     * @throws IllegalArgumentException if no line has such a field
     */
    NavigableMap<Double, Double> values(String x, String y) {
        require(x);
        require(y);
        NavigableMap<Double, Double> values = new TreeMap<>();
        double first = Double.NaN;
        double last = Double.NEGATIVE_INFINITY;
        double passes = 0;
        for (JsonNode line : lines) {
            if (!line.path(x).isNumber()) {
                continue;
            }
            double at = line.path(x).asDouble();
            if (Double.isNaN(first)) {
                first = at;
            } else if (at <= first && at < last) {
                passes += last;
            }
            last = at;
            values.tailMap(passes + at, true).clear();
            if (line.has(y)) {
                values.put(passes + at, line.path(y).isNumber() ? line.path(y).asDouble() : Double.NaN);
            }
        }
        return values;
    }

    private void require(String field) {
        if (!fields().contains(field)) {
            throw new IllegalArgumentException(
                    file + " has no field '" + field + "' of numbers; there are " + String.join(", ", fields()));
        }
    }
}
