package io.github.metastone4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetastoneTest {

    private static final String GOLDEN = "../engine/src/test/resources/golden/qwen2-float32";

    private final Captured pipe = Captured.pipe();

    private int run(String line) {
        return Metastone.commandLine(pipe.terminal()).execute(line.split(" "));
    }

    @Test
    void withoutACommandThereIsHelp() {
        assertThat(Metastone.commandLine(pipe.terminal()).execute()).isZero();
        assertThat(pipe.out()).startsWith("Usage: metastone").contains("ask", "bench", "verify");
    }

    @ParameterizedTest
    @CsvSource({"ask", "bench", "verify"})
    void everyCommandHasHelpAndJson(String command) {
        assertThat(run(command + " --help")).isZero();
        assertThat(pipe.out()).startsWith("Usage: metastone " + command).contains("--json", "--verbose");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            2 | ask                                     | Missing required parameter: 'QUESTION'
            2 | ask --effort bad why                    | --effort is 'bad'; use low, medium, high or auto
            2 | ask -k 0 why                            | --trajectories is 0; it must be between 1 and 4096
            2 | ask -k many why                         | 'many' is not an int
            2 | ask -k 4 --effort low why               | mutually exclusive
            2 | ask --temperature -1 why                | temperature is -1.0; it must be between
            2 | ask --top-p 2 why                       | topP is 2.0; it must be
            2 | ask --max-output-tokens 0 why           | --max-output-tokens is 0; it must be at least 1
            2 | ask --dtype int8 why                    | dtype 'int8' is not supported; use float32
            2 | ask --selector best why                 | unknown selector 'best'; choose one of best-score
            2 | ask --aggregator sum why                | unknown aggregator 'sum'; choose one of
            1 | ask --model nowhere why                 | 'nowhere' is not a folder; give the folder
            2 | ask --search depth why                  | search is 'depth'; it must be beam or tree
            2 | ask --search beam --expansion 1 why     | expansion is 1; it must be between 2 and 4096
            2 | ask --token-budget 0 why                | the budget is 0 tokens; it must be at least 1
            2 | ask --time-budget 0 why                 | it must be more than zero
            2 | ask --pruning 0.7 why                   | pruning is 0.7; it must be at least 0
            2 | ask --search tree --token-budget 0 why  | the budget is 0 tokens; it must be at least 1
            2 | ask --expansion 3 why                   | add --search beam or --search tree, or leave it out
            2 | verify                                  | Missing required option: '--model=DIR'
            2 | verify --model GOLDEN --device tpu      | unknown device 'tpu'; use auto, cpu
            2 | verify --model GOLDEN --golden none     | 'none' is not a file; name the reference
            2 | verify --model GOLDEN --tolerance -1    | --tolerance is -1.0; it must be 0 or more
            2 | unheard-of                              | there is no command 'unheard-of' here; those that measure
            2 | --unheard-of                            | Unknown option: '--unheard-of'
            """)
    void aWrongCallIsToldInOneLine(int code, String line, String message) {
        assertThat(run(line.replace("GOLDEN", GOLDEN))).isEqualTo(code);
        assertThat(pipe.err()).startsWith("metastone").contains(message).hasLineCount(1);
        assertThat(pipe.out()).isEmpty();
    }

    @Test
    void aQuestionThatBeginsWithAnAtSignIsNoFileOfArguments(@TempDir Path dir) throws Exception {
        Path file = Files.writeString(dir.resolve("arguments"), "--effort bad");

        assertThat(run("ask --model nowhere @" + file)).isEqualTo(1);
        assertThat(pipe.err()).contains("'nowhere' is not a folder");
    }

    @Test
    void whoAsksSeesWhereAFailureCameFrom() {
        assertThat(run("ask --verbose --model nowhere why")).isEqualTo(1);
        assertThat(pipe.err()).contains("MissingCheckpointException", "at io.github.metastone4j");
    }

    @Test
    void aTreeKeepsToTheBudgetOfTokensAsAnyAnswerDoes() throws Exception {
        int code = run("ask --search tree --token-budget 100 -k 4 --seed 1 --json Compute 7 * 8 - 5.");

        assertThat(code).as(pipe.err()).isZero();
        JsonNode told = new ObjectMapper().readTree(pipe.out());
        assertThat(told.get("effort").get("end").asText()).isEqualTo("tokens");
        assertThat(told.get("usage").get("thinkingTokens").asInt()).isBetween(64, 100 + 1); // and the closing tag
    }

    @Test
    void aGoodCheckpointIsVerified() {
        assertThat(run("verify --model " + GOLDEN)).isZero();
        assertThat(pipe.out()).contains("greedy tokens").doesNotContain("FAIL").endsWith("5 cases, float32\n");
    }

    @Test
    void theBenchmarkMeasuresEveryPartOfAStepForEachK() throws Exception {
        int code = run("bench --config " + GOLDEN + "/config.json --dtype float32 --prompt-tokens 8 --new-tokens 4"
                + " -k 1,3 --threads 1 --json");

        assertThat(code).as(pipe.err()).isZero();
        JsonNode runs = new ObjectMapper().readTree(pipe.out()).get("runs");
        assertThat(runs).hasSize(2);
        assertThat(runs.get(1).get("k").asInt()).isEqualTo(3);
        for (String figure :
                List.of("decodeTokensPerSecond", "stepMillis", "matmulMillis", "headShare", "firstTokenMillis")) {
            assertThat(runs.get(1).get(figure).asDouble()).as(figure).isPositive();
        }
    }

    @Test
    void theBenchmarkHalvesTrajectoriesAndTheirMemory() throws Exception {
        int code = run("bench --config " + GOLDEN + "/config.json --dtype float32 --prompt-tokens 8 --new-tokens 4"
                + " -k 8 --threads 1 --stopping --json");

        assertThat(code).as(pipe.err()).isZero();
        JsonNode levels = new ObjectMapper().readTree(pipe.out()).get("stopping");
        assertThat(levels.findValues("trajectories").stream().map(JsonNode::asInt))
                .containsExactly(8, 4, 2, 1);
        assertThat(levels.findValues("stepMillis"))
                .allSatisfy(millis -> assertThat(millis.asDouble()).isPositive());
        assertThat(levels.findValues("cacheMegabytes").stream().map(JsonNode::asDouble))
                .isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void theBenchmarkComparesSeveralCallersWithOne() throws Exception {
        String shape = "bench --config " + GOLDEN + "/config.json --dtype float32 --prompt-tokens 8 --new-tokens 4"
                + " --threads 1 --repetitions 1 -k 6 --callers ";
        int code = run(shape + "3 --json");

        assertThat(code).as(pipe.err()).isZero();
        JsonNode result = new ObjectMapper().readTree(pipe.out());
        assertThat(result.get("each").asInt()).isEqualTo(2);
        assertThat(result.get("ratio").asDouble()).isPositive();
        assertThat(run(shape + "4")).isNotZero();
        assertThat(pipe.err()).contains("6 cannot be shared evenly by 4 callers");
    }
}
