package io.github.metastone4j.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.metastone4j.cli.Captured;
import io.github.metastone4j.cli.Metastone;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Model.CommandSpec;

class LaboratoryCommandsTest {

    private static final String RESOURCES = "../../langchain4j-metastone/engine/src/test/resources/";

    private static final String GOLDEN = RESOURCES + "golden/qwen2-float32";

    private static final String SHARDS = RESOURCES + "torch/fsdp2";

    private final Captured pipe = Captured.pipe();

    private int run(String line) {
        return Metastone.commandLine(pipe.terminal()).execute(line.split(" "));
    }

    @Test
    void commands_of_the_laboratory_join_those_that_serve() {
        assertThat(Metastone.commandLine(pipe.terminal()).execute()).isZero();
        assertThat(pipe.out()).startsWith("Usage: metastone").contains("ask", "verify", "evaluate", "train-head");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"metastone ; (?m)^ +(.*)\\) part=lab", "metastone.cmd ; for %%C in \\((.*)\\) do"})
    void scripts_build_the_laboratory_for_its_commands(String script, String list) throws Exception {
        Matcher named = Pattern.compile(list).matcher(Files.readString(Path.of("../..", script)));

        assertThat(named.find()).isTrue();
        assertThat(named.group(1).split("[ |]+"))
                .containsExactlyInAnyOrderElementsOf(new LaboratoryCommands()
                        .commands(pipe.terminal()).stream()
                                .map(command ->
                                        CommandSpec.forAnnotatedObject(command).name())
                                .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "evaluate",
        "calibrate",
        "evaluate-tools",
        "compare",
        "train",
        "train-head",
        "ablate",
        "train-nano",
        "convert-head",
        "plot"
    })
    void every_command_has_help_and_json(String command) {
        assertThat(run(command + " --help")).isZero();
        assertThat(pipe.out()).startsWith("Usage: metastone " + command).contains("--json", "--verbose");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            2 | compare --problems 0                    | --problems is 0; it must be at least 1
            2 | compare --trajectories 2                | --trajectories is 2; it must be at least 4
            2 | compare --expansion 1                   | expansion is 1; it must be between 2 and 4096
            2 | compare --exploration -1                | exploration is -1.0; it must be a number of at least 0
            2 | compare --plot nowhere/plot.svg         | there is no folder
            2 | evaluate --problems 0                   | --problems is 0; it must be at least 1
            2 | evaluate --file none                    | problems cannot be read from none
            2 | evaluate --grader strict                | there is no grader 'strict'; choose exact, maths, letter or text
            2 | evaluate --grader maths                 | it judges the problems of --file; name a file
            2 | evaluate --grader code                  | --grader is code, but it judges the problems of --file
            2 | evaluate --grader code --file none      | allow that with --run-code
            2 | evaluate --preset livecodebench --file none | allow that with --run-code
            2 | evaluate --preset aime24                | is not shipped; name your copy of it with --file
            2 | evaluate --preset aime24 --file none    | problems cannot be read from none
            2 | evaluate --preset nano --file none      | makes its own problems; leave --file out
            2 | evaluate --preset aime23 --file none    | there is no preset 'aime23'; choose nano, aime24
            2 | evaluate --from none                    | samples cannot be read from none
            2 | evaluate --plot nowhere/plot.svg        | there is no folder
            2 | evaluate --png                          | no --plots; name a folder for the drawings
            2 | evaluate --plots pom.xml                | which is a file; name a folder
            1 | convert-head --from nowhere.pt --out .  | nowhere.pt does not exist; is the download complete?
            1 | convert-head --from . --out .           | . holds neither score_module.safetensors
            1 | convert-head --from SHARDS --out . --model GOLDEN | hidden size 16, but config.json has hidden_size 64
            1 | convert-head --from SHARDS --out . --prefix critic | holds no score head: tensors named 'critic.0.weight'
            1 | convert-head --from SHARDS --out GOLDEN | score_module.pt is there already; name another folder
            2 | plot --log none.jsonl --y loss --out p.svg | 'none.jsonl' is not a file; name a log of JSON lines
            2 | plot --log pom.xml --y loss --out p.svg | line 1 of pom.xml is not a JSON object; is it a log
            2 | plot --log pom.xml --y a --smooth 0 --out p.svg | --smooth is 0; it must be at least 1
            2 | train                                   | Missing required option: '--out=DIR'
            2 | train --out t --samples 1               | sample at least 2 of each, not 1
            2 | train --out t --loss best               | --loss is 'best'; use spr, spr-balanced, bce, spr-soft
            2 | train --out t --coupling 2              | coupling must lie in [0, 1]
            2 | train --out t --clip 0                  | clip must lie in (0, 1)
            2 | train --out t --save-every 0            | must be at least 1; got 100, 4096, 4 and 0
            2 | train --out t --model GOLDEN            | --problems is missing; name a file
            2 | train --out t --model GOLDEN --problems none | problems cannot be read from none
            2 | train --out pom.xml                     | pom.xml is a file; name a folder
            2 | train-head                              | Missing required option: '--out=DIR'
            2 | train-head --out t --samples 1          | there is nothing to choose from
            2 | train-head --out t --loss best          | --loss is 'best'; use spr, spr-balanced, bce, spr-soft
            2 | train-head --out t --dropout 2          | dropout in [0, 1); got 0.0 and 2.0
            2 | train-head --out GOLDEN                 | has a score_module.pt that no run of this kind wrote
            2 | train-head --out t --model GOLDEN       | --problems is missing; name a file
            2 | train-head --out t --grader strict      | there is no grader 'strict'
            2 | train --out t --grader strict           | there is no grader 'strict'
            2 | train-head --out t --problems none      | problems cannot be read from none
            2 | ablate                                  | Missing required option: '--out=DIR'
            2 | ablate --out t --seeds 0                | --seeds is 0; it must be at least 1
            2 | ablate --out t --samples 1              | there is nothing to choose from
            2 | ablate --out t --vary width             | nothing called 'width' is varied; choose of loss, layer
            2 | ablate --out t --joint-iterations -1    | joint runs need 0 iterations or more
            2 | ablate --out t --held-out-count 0       | --held-out-count is 0; it must be at least 1
            2 | ablate --out pom.xml                    | pom.xml is a file; name a folder
            2 | ablate --out t --model GOLDEN           | --problems is missing; name a file
            2 | plot --bench none.json --out p.svg      | --bench is none.json, which is not a file
            2 | plot --bench pom.xml --out p.svg        | pom.xml is not JSON
            2 | plot --bench GOLDEN/config.json --out p.svg | has no steps under 'stopping'
            2 | plot --bench a.json --log b.jsonl --y loss --out p.svg | mutually exclusive
            2 | unheard-of                              | there is no command 'unheard-of'; see
            2 | plot --out p.svg                        | Missing required
            """)
    void a_wrong_call_is_reported_in_one_line(int code, String line, String message) {
        assertThat(run(line.replace("GOLDEN", GOLDEN).replace("SHARDS", SHARDS)))
                .isEqualTo(code);
        assertThat(pipe.err()).startsWith("metastone").contains(message).hasLineCount(1);
        assertThat(pipe.out()).isEmpty();
    }

    @Test
    void aHeadInShardsIsConverted(@TempDir Path dir) throws Exception {
        assertThat(run("convert-head --json --from " + SHARDS + " --out " + dir))
                .isZero();
        JsonNode told = new ObjectMapper().readTree(pipe.out());
        assertThat(told.get("hiddenSize").asInt()).isEqualTo(16);
        assertThat(told.get("ranks").asInt()).isEqualTo(3);
        assertThat(dir.resolve("score_module.pt")).exists();
        assertThat(dir.resolve("score_module.safetensors")).exists();
    }

    @Test
    void aLogIsDrawn(@TempDir Path dir) throws Exception {
        Path log = dir.resolve("head-log.jsonl");
        Files.writeString(log, "{\"update\":20,\"loss\":0.7}\n{\"update\":40,\"loss\":0.6}\n{\"upd");

        assertThat(run("plot --log " + log + " --y loss,auc --out " + dir.resolve("plot.svg")))
                .isEqualTo(2);
        assertThat(pipe.err()).contains("has no field 'auc' of numbers; there are update, loss");
        assertThat(run("plot --log " + log + " --y loss --out " + dir.resolve("plot.svg")))
                .isZero();
        assertThat(dir.resolve("plot.svg")).content().startsWith("<svg ").contains(">loss</text>");
    }

    @Test
    void what_the_benchmark_printed_is_drawn(@TempDir Path dir) throws Exception {
        Path plot = dir.resolve("steps.svg");
        int code = run("bench --config " + GOLDEN + "/config.json --dtype float32 --prompt-tokens 8 --new-tokens 4"
                + " -k 8 --threads 1 --stopping --json");
        assertThat(code).as(pipe.err()).isZero();
        Path printed = Files.writeString(dir.resolve("steps.json"), pipe.out());

        assertThat(run("plot --bench " + printed + " --out " + plot)).isZero();
        assertThat(plot).content().startsWith("<svg ").contains(">ms per step</text>", ">8</text>", ">1</text>");
    }
}
