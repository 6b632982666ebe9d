package io.github.metastone4j.selection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FinalAnswerTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "so \\boxed{3}, no: \\boxed{81}. | 81",
                "\\boxed{\\sqrt{x^{2}+1}} | \\sqrt{x^{2}+1}",
                "\\boxed{\\boxed{3}} | 3",
                "\\boxed {3} | 3",
                "\\boxed{\\left\\{1, 2\\right.} | \\{1,2",
                "\\boxed{4} and then \\boxed{5 | 4",
                "an open { \\boxed{4} | 4",
                "} \\boxed{4} | 4",
                "\\boxed{4} \\boxed{ } | 4",
                "\\boxed{4}</think>\\boxed{5} | 5",
            })
    void the_last_closed_box_answers(String text, String expected) {
        assertThat(FinalAnswer.of(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "81", "\\boxed{}", "\\boxed{81", "\\boxed", "\\boxedness{81}", "\\boxed{81}</think> so", "\\"
            })
    void without_a_box_there_is_no_answer(String text) {
        assertThat(FinalAnswer.of(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "81 | 81.0",
                "81 | +81",
                "81 | $81$.",
                "81 | 81.",
                "81 | \\(81\\)",
                "81 | 081",
                "81 | 81\\text{ cm}",
                "81 | 81 \\mathrm{kg}",
                "90 | 90^\\circ",
                "90 | 90^{\\circ}",
                "81 | \\text{81}",
                "1234567 | 1,234,567",
                "1234.5 | 1{,}234.50",
                "10000 | 10\\,000",
                "0 | -0",
                "0.5 | 1/2",
                "0.5 | \\frac{1}{2}",
                "0.5 | \\dfrac 12",
                "0.5 | .5",
                "-0.5 | -\\frac{2}{4}",
                "-0.5 | \u22121/2",
                "2000 | 2e3",
                "0.25 | 0.5/2",
                "(1, 2) | (1,2)",
                "\\left(1, 2\\right) | (1,2)",
                "yes | \\text{yes}",
                "50\\% | 50 %",
            })
    void equal_answers_match_however_they_are_spelt(String gold, String prediction) {
        assertThat(FinalAnswer.matches(gold, prediction)).isTrue();
        assertThat(FinalAnswer.matches(prediction, gold)).isTrue();
        assertThat(FinalAnswer.matches(gold, FinalAnswer.normalise(prediction))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "81 | 82",
                "81 | 8 1",
                "0.333 | 1/3",
                "12 | 1,2",
                "1/0 | 1/0.0",
                "x+1 | 1+x",
                "yes | no",
                "1e999999999 | 1e999999998",
                "100000000000000000000 | 100000000000000000001",
            })
    void different_answers_do_not(String gold, String prediction) {
        assertThat(FinalAnswer.matches(gold, prediction)).isFalse();
    }

    @Test
    void no_prediction_is_wrong() {
        assertThat(FinalAnswer.matches("81", null)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\\boxed{", "{", "}", "\\", "1\\text{", "1,000", " ", ".", "$", "9", "\\boxed{1}", "\\frac{1}{"})
    void hostile_text_takes_no_time(String repeated) {
        String text = repeated.repeat(50_000);
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            FinalAnswer.of(text);
            FinalAnswer.of("\\boxed{1 " + text + "}");
            FinalAnswer.normalise(text);
            FinalAnswer.normalise("1e999/1e-999");
        });
    }
}
