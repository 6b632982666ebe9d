package io.github.metastone4j.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.cli.Captured;
import io.github.metastone4j.cli.Metastone;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {

    @Test
    void everyWayIsMeasuredOnTheSameProblemsAndTheSameSeedGivesTheSame(@TempDir Path dir) throws Exception {
        Path plot = dir.resolve("compare.svg");
        JsonNode first =
                compare("--problems", "1", "--confidence", "0.9,0.99", "--pruning", "0.03", "--plot", plot.toString());

        assertThat(first.get("problems").asInt()).isEqualTo(1);
        assertThat(first.get("full").asText()).isEqualTo("weighted majority, k = 4");
        assertThat(settings(first, "best of k")).containsExactly("k = 1", "k = 2", "k = 4");
        assertThat(settings(first, "beam")).containsExactly("k = 4");
        assertThat(settings(first, "effort auto")).containsExactly("0.9 / 0.03", "0.99 / 0.03");
        assertThat(new LinkedHashSet<>(first.get("ways").findValuesAsText("family")))
                .containsExactly("best of k", "majority", "weighted majority", "beam", "tree", "effort auto");
        first.get("ways").forEach(way -> assertThat(way.get("tokensPerProblem").asDouble())
                .isPositive());
        assertThat(plot).content().startsWith("<svg ").contains(">tree</text>");
        assertThat(timeless(compare("--problems", "1", "--confidence", "0.9,0.99", "--pruning", "0.03")))
                .isEqualTo(timeless(first));
    }

    @Test
    void problemsOfAUsersOwnAreAskedAndJudgedAsTheyAre(@TempDir Path dir) throws Exception {
        Path file = Files.writeString(
                dir.resolve("problems.jsonl"),
                """
                {"question": "What is 7 + 5?", "answer": "12"}
                {"question": "What is 7 + 5?", "answer": "Sunday"}
                """);
        JsonNode way = compare(
                        "--file",
                        file.toString(),
                        "--grader",
                        "text",
                        "--ways",
                        "auto",
                        "--confidence",
                        "1",
                        "--at-once",
                        "1")
                .get("ways")
                .get(9);

        assertThat(way.get("setting").asText()).startsWith("1.0 / ");
        assertThat(way.get("accuracy").asDouble()).as("nothing is a Sunday").isLessThanOrEqualTo(0.5);
        assertThat(way.get("timeShare").asDouble()).isPositive();
    }

    @Test
    void whatCannotBeMeasuredIsRefusedBeforeTheModelIsLoaded() {
        assertThat(refused("--trajectories", "2")).contains("--trajectories is 2; it must be at least 4");
        assertThat(refused("--at-once", "0")).contains("--at-once is 0; it must be at least 1");
        assertThat(refused("--confidence", "0.3")).contains("0.3");
        assertThat(refused("--ways", "guessing")).contains("--ways is 'guessing'; it must be beam, tree or auto");
    }

    private static List<String> settings(JsonNode comparison, String family) {
        return StreamSupport.stream(comparison.get("ways").spliterator(), false)
                .filter(way -> way.get("family").asText().equals(family))
                .map(way -> way.get("setting").asText())
                .toList();
    }

    /** The ways, but for what a clock says. */
    private static JsonNode timeless(JsonNode comparison) {
        JsonNode ways = comparison.get("ways");
        ways.forEach(way -> ((ObjectNode) way).remove(List.of("secondsPerProblem", "timeShare")));
        return ways;
    }

    private static String refused(String... options) {
        Captured pipe = Captured.pipe();
        assertThat(Metastone.commandLine(pipe.terminal()).execute(line(options)))
                .isEqualTo(2);
        return pipe.err();
    }

    private static String[] line(String... options) {
        return Stream.concat(Stream.of("compare"), Stream.of(options)).toArray(String[]::new);
    }

    private static JsonNode compare(String... more) throws Exception {
        Captured pipe = Captured.pipe();
        String[] all = Stream.concat(Stream.of("--json", "--trajectories", "4", "--threads", "1"), Stream.of(more))
                .toArray(String[]::new);
        assertThat(Metastone.commandLine(pipe.terminal()).execute(line(all)))
                .as(pipe.err())
                .isZero();
        return new ObjectMapper().readTree(pipe.out());
    }
}
