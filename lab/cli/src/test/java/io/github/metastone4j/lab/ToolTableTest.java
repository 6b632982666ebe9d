package io.github.metastone4j.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metastone4j.lab.ToolRun.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToolTableTest {

    private static final List<ToolTable.Line> LINES = List.of(
            ToolTable.Line.of(
                    2,
                    List.of(
                            new Outcome(true, 1, 1, 1, true, 100),
                            new Outcome(true, 0, 0, 0, false, 200),
                            new Outcome(false, 3, 2, 1, false, 300),
                            new Outcome(true, 1, 1, 1, true, 1000))),
            ToolTable.Line.of(8, List.of(new Outcome(false, 0, 0, 0, false, 50))));

    @Test
    void a_line_says_how_problems_went_and_what_the_calls_were_like() {
        assertThat(ToolTable.text(LINES, true))
                .isEqualTo(
                        """
                        | k | accuracy | problems with a call | calls well-formed | calls computed | expressions right | tokens |
                        |---:|---:|---:|---:|---:|---:|---:|
                        | 2 | 75.0 ± 42.4 | 75.0 | 80.0 | 60.0 | 66.7 | 400 |
                        | 8 | 0.0 ± 0.0 | 0.0 |  |  |  | 50 |
                        """);
    }

    @Test
    void plain_text_has_columns() {
        assertThat(ToolTable.text(LINES, false).lines()).hasSize(3).allSatisfy(line -> assertThat(line)
                .hasSize(98));
    }

    @Test
    void json_has_the_same_numbers() {
        assertThat(ToolTable.json(LINES).get(0).get("accuracy").asDouble()).isEqualTo(0.75);
        assertThat(ToolTable.json(LINES).get(0).get("wellFormedCalls").asDouble())
                .isEqualTo(0.8);
        assertThat(ToolTable.json(LINES).get(0).get("computedCalls").asDouble()).isEqualTo(0.6);
    }
}
