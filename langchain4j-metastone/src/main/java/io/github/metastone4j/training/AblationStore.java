package io.github.metastone4j.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.evaluation.rollout.LineStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A file of results that grows variant by variant and seed by seed: JSON lines, the first of which says what fixes the run.
 * A line that a crash tore is dropped when the file is opened again.
 */
final class AblationStore {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HEADER = "ablation";

    private record Key(String variant, long seed) {}

    private final Path file;
    private final Map<Key, AblationResult> results = new HashMap<>();

    private AblationStore(Path file) {
        this.file = file;
    }

    /**
     * Opens a file, or begins one.
     *
     * @param settings everything that all results depend on, by name
     * @throws IllegalArgumentException if the file was begun with other settings; the message names those that differ
     */
    static AblationStore open(Path file, Map<String, String> settings) {
        var store = new AblationStore(file);
        try {
            List<String> whole = new ArrayList<>();
            for (JsonNode line : Files.exists(file) ? lines(file) : List.<JsonNode>of()) {
                if (whole.isEmpty()) {
                    LineStore.requireSame(file, settings, line.path(HEADER));
                } else {
                    store.put(AblationResult.of(line));
                }
                whole.add(line.toString());
            }
            if (whole.isEmpty()) {
                ObjectNode header = JSON.createObjectNode();
                new TreeMap<>(settings).forEach(header.putObject(HEADER)::put);
                whole.add(header.toString());
            }
            Files.write(file, whole);
            return store;
        } catch (IOException e) {
            throw store.unwritable(e);
        }
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        List<String> texts = Files.readAllLines(file);
        for (int i = 0; i < texts.size(); i++) {
            try {
                lines.add(JSON.readTree(texts.get(i)));
            } catch (JsonProcessingException e) {
                if (i == 0 || i + 1 < texts.size()) {
                    throw new IllegalArgumentException(
                            "line " + (i + 1) + " of " + file + " is not JSON; remove that line, or choose another"
                                    + " folder",
                            e);
                }
            }
        }
        return lines;
    }

    private void put(AblationResult result) {
        results.put(new Key(result.variant(), result.seed()), result);
    }

    @Nullable
    AblationResult get(String variant, long seed) {
        return results.get(new Key(variant, seed));
    }

    /** Keeps results that belong together. */
    void add(List<AblationResult> together) {
        StringBuilder lines = new StringBuilder();
        for (AblationResult one : together) {
            if (get(one.variant(), one.seed()) == null) {
                lines.append(one.json()).append('\n');
                put(one);
            }
        }
        try {
            Files.writeString(file, lines, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private UncheckedIOException unwritable(IOException e) {
        return new UncheckedIOException(
                "results cannot be kept in " + file + " (" + e.getMessage()
                        + "); is the folder writable, with enough space left? What is there stays, and the same call goes on",
                e);
    }
}
