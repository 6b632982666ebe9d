package io.github.metastone4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.checkpoint.Checkpoint;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.checkpoint.StoredTensor;
import io.github.metastone4j.kernel.Decoder;
import io.github.metastone4j.kernel.Placement;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoldenCheckTest {

    private static final Path GOLDEN = Path.of("../engine/src/test/resources/golden");
    private static final Path QWEN2 = GOLDEN.resolve("qwen2-float32");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "qwen2-float32",
                "qwen2-bfloat16-tied",
                "qwen2-bfloat16-sharded",
                "qwen3-bfloat16",
                "llama-float16"
            })
    void aGoodCheckpointPasses(String name) {
        Path folder = GOLDEN.resolve(name);
        assertThat(compare(folder, GoldenFile.read(folder.resolve("golden.json"))))
                .allMatch(Quantity::passes)
                .allMatch(quantity -> quantity.values() > 0);
    }

    @Test
    void aCheckpointWithOneWrongValueFailsAndTheQuantityIsNamed(@TempDir Path folder) throws IOException {
        for (String file : List.of("config.json", "model.safetensors", "score_module.pt")) {
            Files.copy(QWEN2.resolve(file), folder.resolve(file));
        }
        StoredTensor output = Checkpoint.open(folder).tensor("lm_head.weight");
        try (var file = new RandomAccessFile(output.file().toFile(), "rw")) {
            file.seek(output.offset());
            file.write(new byte[] {0, 0, 0, 0x40}); // 2.0f
        }
        // Nothing before the output layer is touched, and log-probabilities are made of logits.
        assertThat(failing(compare(folder, GoldenFile.read(QWEN2.resolve("golden.json")))))
                .contains("logits")
                .doesNotContain("features", "head logits", "step scores", "trajectory score", "step positions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"last_features", "last_logits", "head_logits", "step_scores", "log_probs_of_next"})
    void oneWrongNumberFailsThatQuantityAlone(String field) throws IOException {
        ObjectNode root = golden();
        ArrayNode values = (ArrayNode) root.get("cases").get(4).get(field);
        values.set(3, values.get(3).asDouble() + 0.01);
        List<Quantity> quantities = compare(QWEN2, GoldenFile.of(root));
        assertThat(failing(quantities)).hasSize(1);
        assertThat(quantities.stream().filter(one -> !one.passes())).first().satisfies(one -> assertThat(one.where())
                .startsWith("case 5, number 4: "));
    }

    @Test
    void oneWrongTokenFails() throws IOException {
        ObjectNode root = golden();
        ArrayNode greedy = (ArrayNode) root.get("cases").get(0).get("greedy");
        greedy.set(2, greedy.get(2).asInt() + 1);
        assertThat(failing(compare(QWEN2, GoldenFile.of(root)))).containsExactly("greedy tokens");
    }

    @Test
    void whatIsNotANumberFails() {
        Quantity quantity = Quantity.none("logits", 1).with("case 1", new double[] {0, Double.NaN, 3}, new double[3]);
        assertThat(quantity.passes()).isFalse();
        assertThat(quantity.where()).isEqualTo("case 1, number 2: NaN instead of 0.0");
    }

    @Test
    void anotherLengthFails() {
        Quantity quantity = Quantity.none("logits", 1).with("case 1", new double[2], new double[3]);
        assertThat(quantity.passes()).isFalse();
        assertThat(quantity.where()).isEqualTo("case 1: 2 values instead of 3");
    }

    private static List<Quantity> compare(Path folder, GoldenFile golden) {
        Placement cpu = Placement.parse(List.of("cpu"));
        try (Decoder decoder = Decoder.load(Checkpoint.open(folder), cpu, Dtype.FLOAT32)) {
            return GoldenCheck.compare(decoder, golden, Tolerances.FLOAT32);
        }
    }

    private static List<String> failing(List<Quantity> quantities) {
        return quantities.stream()
                .filter(one -> !one.passes())
                .map(Quantity::name)
                .toList();
    }

    private static ObjectNode golden() throws IOException {
        return (ObjectNode)
                new ObjectMapper().readTree(QWEN2.resolve("golden.json").toFile());
    }
}
