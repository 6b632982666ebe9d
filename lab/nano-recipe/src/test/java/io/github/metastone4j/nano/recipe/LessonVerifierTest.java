package io.github.metastone4j.nano.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metastone4j.evaluation.rollout.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LessonVerifierTest {

    private static final String PROMPT =
            "<|im_start|>system\n# Tools\nweather(city)\ncalc(formula): Computes<|im_end|>\n<|im_start|>user\n12 * 8 - 15";

    private final LessonVerifier verifier = new LessonVerifier();

    private boolean isRight(String outcome, String answer) {
        return verifier.isRight(new Problem(PROMPT, outcome), "12 * 8 - 15 = 81.\n\n</think>\n\n" + answer);
    }

    private static String call(String json) {
        return "<tool_call>\n" + json + "\n</tool_call>";
    }

    @Test
    void a_number_is_met_by_its_box_and_by_a_call_that_computes_it() {
        assertThat(isRight("81", "It is \\boxed{81}.")).isTrue();
        assertThat(isRight("81", call("{\"name\": \"calc\", \"arguments\": {\"formula\": \"12 * 8 - 15\"}}")))
                .isTrue();
        assertThat(isRight("81", call("{\"name\": \"calc\", \"arguments\": {\"formula\": \"81\"}}")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\": \"calc\", \"arguments\": {\"formula\": \"12 * 8 + 15\"}}",
                "{\"name\": \"calc\", \"arguments\": {\"formula\": \"12 * 8 -\"}}",
                "{\"name\": \"calc\", \"arguments\": {\"expression\": \"12 * 8 - 15\"}}",
                "{\"name\": \"calc\", \"arguments\": {\"formula\": \"81\", \"city\": \"Rome\"}}",
                "{\"name\": \"cal\", \"arguments\": {\"formula\": \"12 * 8 - 15\"}}",
                "{\"name\": \"calc\", \"arguments\": {\"formula\": \"12 * 8 - 15\"",
                "81"
            })
    void other_calls_do_not_meet_it(String json) {
        assertThat(isRight("81", call(json))).isFalse();
    }

    @Test
    void nor_do_another_box_and_no_box() {
        assertThat(isRight("81", "It is \\boxed{80}.")).isFalse();
        assertThat(isRight("81", "It is 81.")).isFalse();
    }

    @Test
    void a_call_is_met_by_an_equal_one() {
        String expected = "{\"name\": \"weather\", \"arguments\": {\"city\": \"Rome\"}}";
        assertThat(isRight(expected, call("{\"arguments\":{\"city\":\"Rome\"},\"name\":\"weather\"}")))
                .isTrue();
        assertThat(isRight(expected, call("{\"name\": \"weather\", \"arguments\": {\"city\": \"Oslo\"}}")))
                .isFalse();
    }

    @Test
    void nothing_is_met_by_an_answer_without_box_and_call() {
        assertThat(isRight("", "I can only compute.")).isTrue();
        assertThat(isRight("", "It is \\boxed{81}.")).isFalse();
        assertThat(isRight("", call("{\"name\": \"weather\", \"arguments\": {\"city\": \"Rome\"}}")))
                .isFalse();
    }
}
