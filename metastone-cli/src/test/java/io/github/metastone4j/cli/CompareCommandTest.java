package io.github.metastone4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.metastone4j.nano.NanoProblems;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {

    @Test
    void everyWayIsMeasuredOnTheSameProblemsAndTheSameSeedGivesTheSame(@TempDir Path dir) throws Exception {
        assumeThat(NanoProblems.class.getResource("model.safetensors"))
                .as("the embedded model's weights")
                .isNotNull();
        Path plot = dir.resolve("compare.svg");
        JsonNode first = compare("--plot", plot.toString());

        assertThat(first.get("problems").asInt()).isEqualTo(1);
        assertThat(first.get("ways").findValuesAsText("setting"))
                .hasSize(12)
                .contains("k = 1", "k = 4", "confidence 0.99");
        assertThat(new LinkedHashSet<>(first.get("ways").findValuesAsText("family")))
                .containsExactly("best of k", "weighted majority", "beam", "tree", "effort auto");
        first.get("ways").forEach(way -> assertThat(way.get("tokensPerProblem").asDouble())
                .isPositive());
        assertThat(plot).content().startsWith("<svg ").contains(">tree</text>");
        assertThat(compare().get("ways")).isEqualTo(first.get("ways"));
    }

    private static JsonNode compare(String... more) throws Exception {
        Captured pipe = Captured.pipe();
        String[] line = ("compare --json --problems 1 --trajectories 4 --threads 1 " + String.join(" ", more))
                .strip()
                .split(" ");
        assertThat(Metastone.commandLine(pipe.terminal()).execute(line))
                .as(pipe.err())
                .isZero();
        return new ObjectMapper().readTree(pipe.out());
    }
}
