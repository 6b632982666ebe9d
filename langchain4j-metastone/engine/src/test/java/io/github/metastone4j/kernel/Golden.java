package io.github.metastone4j.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.metastone4j.checkpoint.Checkpoint;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.checkpoint.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The tiny checkpoints among the test resources, with what an independent implementation answers on them. */
public record Golden(String name, Path folder, JsonNode answers) {

    public static Stream<Golden> all() {
        return Stream.of(
                        "qwen2-float32",
                        "qwen2-bfloat16-tied",
                        "qwen2-bfloat16-sharded",
                        "qwen3-bfloat16",
                        "llama-float16")
                .map(Golden::of);
    }

    public static Golden of(String name) {
        Path folder = Resources.golden(name);
        try {
            return new Golden(
                    name,
                    folder,
                    new ObjectMapper().readTree(folder.resolve("golden.json").toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Checkpoint checkpoint() {
        return Checkpoint.open(folder);
    }

    /** The model in a type to compute in, on a processor thread: matrices this small gain nothing from more. */
    public Decoder decoder(Dtype dtype) {
        Decoder.setThreads(1);
        return Decoder.load(checkpoint(), Placement.parse(List.of("cpu")), dtype);
    }

    /** One of the texts with its reference answers. */
    public record Case(int[] ids, JsonNode expected) {}

    public List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        answers.get("cases").forEach(node -> cases.add(new Case(ints(node.get("input_ids")), node)));
        return cases;
    }

    public static int[] ints(JsonNode node) {
        int[] values = new int[node.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = node.get(i).asInt();
        }
        return values;
    }

    public static float[] floats(JsonNode node) {
        float[] values = new float[node.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) node.get(i).asDouble();
        }
        return values;
    }

    @Override
    public String toString() {
        return name;
    }
}
