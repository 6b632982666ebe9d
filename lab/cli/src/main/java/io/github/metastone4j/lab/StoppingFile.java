package io.github.metastone4j.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/** What {@code bench --stopping --json} printed, kept in a file. */
final class StoppingFile {

    private StoppingFile() {}

    /**
     * Milliseconds of a decode step by the number of trajectories that are left, at least one.
     *
     * @throws IllegalArgumentException if the file is none of the kind
     */
    static SortedMap<Integer, Double> read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    "--bench is " + file + ", which is not a file; keep there what bench --stopping --json prints");
        }
        SortedMap<Integer, Double> millis = new TreeMap<>();
        try {
            for (JsonNode level : new ObjectMapper().readTree(file.toFile()).path("stopping")) {
                JsonNode trajectories = level.path("trajectories");
                JsonNode step = level.path("stepMillis");
                if (trajectories.isInt() && trajectories.asInt() > 0 && step.isNumber() && step.asDouble() > 0) {
                    millis.put(trajectories.asInt(), step.asDouble());
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " is not JSON: " + e.getMessage(), e);
        }
        if (millis.isEmpty()) {
            throw new IllegalArgumentException(
                    file + " has no steps under 'stopping'; keep there what bench --stopping --json prints");
        }
        return millis;
    }
}
