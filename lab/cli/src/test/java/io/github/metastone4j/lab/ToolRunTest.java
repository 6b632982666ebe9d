package io.github.metastone4j.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import io.github.metastone4j.MetaStoneChatModel;
import io.github.metastone4j.nano.recipe.NanoProblem;
import io.github.metastone4j.nano.recipe.NanoProblems;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolRunTest {

    private static ToolRun.Result result(String name, String arguments) {
        return ToolRun.result(
                ToolExecutionRequest.builder().name(name).arguments(arguments).build());
    }

    @Test
    void a_call_of_the_calculator_computes() {
        assertThat(result("calculator", "{\"expression\": \"12 * 8 - 15\"}"))
                .isEqualTo(new ToolRun.Result(true, true, "81"));
        assertThat(result("weather", "{\"city\": \"Rome\"}").wellFormed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    calculate  | {"expression": "1 + 1"} | there is no tool 'calculate'
                    calculator | {"formula": "1 + 1"} | takes [expression], not [formula]
                    calculator | {} | takes [expression], not []
                    calculator | {"expression": ["1 + 1"]} | must be a text
                    calculator | {"expression": "1 + 1" | no JSON
                    """)
    void a_call_that_is_not_well_formed_is_told_why(String name, String arguments, String why) {
        assertThat(result(name, arguments).wellFormed()).isFalse();
        assertThat(result(name, arguments).text()).contains(why);
    }

    @Test
    void a_call_that_is_well_formed_may_still_have_no_result() {
        ToolRun.Result result = result("calculator", "{\"expression\": \"1 +\"}");

        assertThat(result.wellFormed()).isTrue();
        assertThat(result.computed()).isFalse();
        assertThat(result.text()).contains("is not an expression");
    }

    @Test
    void outcomes_depend_on_the_seed_and_not_on_what_runs_beside() {
        NanoProblems source = NanoProblems.heldOut(3);
        List<NanoProblem> problems = Stream.generate(source::next).limit(3).toList();
        try (MetaStoneChatModel chat = MetaStoneChatModel.builder().build()) {
            ToolRun run = new ToolRun(chat, 2, 3);
            List<ToolRun.Outcome> together = run.over(problems, (what, done, of, detail) -> {});
            assertThat(together).hasSize(3).allMatch(outcome -> outcome.tokens() > 0);
            assertThat(run.solve(problems.get(2), 2)).isEqualTo(together.get(2));
        }
    }
}
