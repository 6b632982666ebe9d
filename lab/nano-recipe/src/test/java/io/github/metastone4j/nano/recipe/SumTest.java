package io.github.metastone4j.nano.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metastone4j.nano.Calculator;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SumTest {

    private final SplittableRandom random = new SplittableRandom(1);
    private final NanoProblems problems = NanoProblems.training(1);
    private final Calculator calculator = new Calculator();

    private void holds(Sum sum) {
        assertThat(calculator.calculator(sum.expression())).as(sum.toString()).isEqualTo(sum.answer());
        String[] steps = sum.thinking().split("\\.\n\n", -1);
        assertThat(steps[steps.length - 2]).as(sum.toString()).contains(sum.expression());
        assertThat(sum.thinking()).endsWith(".\n\n").doesNotContain("=", "{");
    }

    @Test
    void the_last_step_holds_the_expression_whose_value_is_the_answer() {
        for (int i = 0; i < 2_000; i++) {
            holds(Sum.of(problems.next(), random));
            holds(Sum.spoken(random));
        }
    }

    @Test
    void larger_numbers_go_through_question_thinking_and_expression_alike() {
        List<Sum> larger = Stream.generate(() -> Sum.enlarged(problems.next(), random))
                .limit(2_000)
                .filter(Objects::nonNull)
                .toList();
        assertThat(larger).hasSizeGreaterThan(1_000).allSatisfy(this::holds);
        assertThat(larger).allMatch(sum -> sum.expression().matches(".*(\\d{4}|\\.\\d).*"));
    }

    @Test
    void stories_with_larger_numbers_still_have_whole_answers() {
        Stream.generate(problems::next)
                .filter(NanoProblem::isStory)
                .limit(1_000)
                .map(problem -> Sum.enlarged(problem, random))
                .filter(Objects::nonNull)
                .forEach(sum -> assertThat(sum.answer()).matches("\\d+"));
    }
}
