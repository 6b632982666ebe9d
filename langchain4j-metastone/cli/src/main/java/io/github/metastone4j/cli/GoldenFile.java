package io.github.metastone4j.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.metastone4j.generation.StepRule;
import io.github.metastone4j.generation.ThinkTags;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What an independent implementation answers on a checkpoint.
 *
 * @param think the tags its texts use
 * @param steps where their steps end
 * @param cases its texts
 */
record GoldenFile(ThinkTags think, StepRule steps, List<Case> cases) {

    /**
     * One text, and what is to come of it; the names are the file's.
     *
     * @param name for messages: "case 1"
     */
    record Case(String name, JsonNode node) {

        int[] ids() {
            return integers("input_ids").stream().mapToInt(Integer::intValue).toArray();
        }

        double number(String field) {
            return field(node, name, field).asDouble();
        }

        double[] numbers(String field) {
            JsonNode values = field(node, name, field);
            return IntStream.range(0, values.size())
                    .mapToDouble(i -> values.get(i).asDouble())
                    .toArray();
        }

        List<Integer> integers(String field) {
            return GoldenFile.integers(field(node, name, field));
        }
    }

    GoldenFile {
        cases = List.copyOf(cases);
    }

    static GoldenFile read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("'" + file + "' is not a file; name the reference with --golden FILE");
        }
        try {
            return of(new ObjectMapper().readTree(file.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "'" + file + "' cannot be read as JSON: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    e);
        }
    }

    static GoldenFile of(JsonNode root) {
        String place = "the golden file";
        BitSet steps = new BitSet();
        integers(field(root, place, "step_tokens")).forEach(steps::set);
        List<Case> cases = new ArrayList<>();
        for (JsonNode one : field(root, place, "cases")) {
            cases.add(new Case("case " + (cases.size() + 1), one));
        }
        return new GoldenFile(
                new ThinkTags(
                        field(root, place, "think").asInt(),
                        field(root, place, "end_think").asInt()),
                new StepRule.StepTokens(steps),
                cases);
    }

    private static JsonNode field(JsonNode node, String place, String name) {
        JsonNode value = node.get(name);
        if (value == null) {
            throw new IllegalArgumentException(place + " has no '" + name + "'; is it a golden.json?");
        }
        return value;
    }

    private static List<Integer> integers(JsonNode values) {
        List<Integer> integers = new ArrayList<>();
        values.forEach(value -> integers.add(value.asInt()));
        return integers;
    }
}
