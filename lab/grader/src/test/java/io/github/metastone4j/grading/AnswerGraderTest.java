package io.github.metastone4j.grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metastone4j.evaluation.rollout.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AnswerGraderTest {

    static Stream<GradedCase> cases() throws IOException {
        return GradedCase.all().stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void a_case_of_the_table_is_graded_as_it_says_in_either_order(GradedCase one) {
        assertThat(AnswerGrader.MATHS.matches(one.expected(), one.given()))
                .as("expected %s, given %s", one.expected(), one.given())
                .isEqualTo(one.right());
        assertThat(AnswerGrader.MATHS.matches(one.given(), one.expected()))
                .as("expected %s, given %s", one.given(), one.expected())
                .isEqualTo(one.right());
    }

    @Test
    void every_answer_of_the_table_is_itself() throws IOException {
        List<String> different = new ArrayList<>();
        for (GradedCase one : GradedCase.all()) {
            if (!AnswerGrader.MATHS.matches(one.expected(), " " + one.expected() + " ")) {
                different.add(one.expected());
            }
        }
        assertThat(different).isEmpty();
    }

    @Test
    void many_threads_get_the_same_verdicts() throws Exception {
        List<GradedCase> cases = GradedCase.all();
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Callable<Boolean>> questions = cases.stream()
                    .map(one -> (Callable<Boolean>)
                            () -> AnswerGrader.MATHS.matches(one.expected(), one.given()) == one.right())
                    .toList();
            List<GradedCase> different = new ArrayList<>();
            List<Future<Boolean>> verdicts = threads.invokeAll(questions);
            for (int i = 0; i < cases.size(); i++) {
                if (!verdicts.get(i).get()) {
                    different.add(cases.get(i));
                }
            }
            assertThat(different).isEmpty();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void no_thread_of_the_computer_algebra_keeps_the_jvm_alive() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();

        assertThat(AnswerGrader.MATHS.matches("\\frac{x^2-1}{x-1}", "1+x")).isTrue();

        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> !thread.isDaemon() && !before.contains(thread))
                .isEmpty();
    }

    @Test
    void a_box_around_the_expected_answer_does_not_matter() {
        assertThat(AnswerGrader.MATHS.isRight(new Problem("", "It is \\boxed{\\frac12}."), "\\boxed{0.5}"))
                .isTrue();
    }

    @Test
    void the_last_box_behind_the_thinking_is_the_answer() {
        Problem problem = new Problem("What is half of 1?", "1/2");

        assertThat(AnswerGrader.MATHS.isRight(problem, "<think>\\boxed{2}</think>So \\boxed{\\frac{1}{2}}."))
                .isTrue();
        assertThat(AnswerGrader.MATHS.isRight(problem, "\\boxed{0.5} or rather \\boxed{0.6}"))
                .isFalse();
        assertThat(AnswerGrader.MATHS.isRight(problem, "<think>\\boxed{0.5}</think>I don't know."))
                .isFalse();
        assertThat(AnswerGrader.MATHS.isRight(problem, "0.5")).isFalse();
    }

    @Test
    void units_in_the_box_count() {
        assertThat(AnswerGrader.MATHS.isRight(new Problem("How long?", "5\\text{ cm}"), "\\boxed{5\\text{ m}}"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            letter | B | (B)                      | true
            letter | B | \\text{B}                | true
            letter | B | \\textbf{(B)}\\ 12       | true
            letter | B | b.                       | true
            letter | B | B: Paris                 | true
            letter | (B) | option B               | true
            letter | B | C                        | false
            letter | B | Bread                    | false
            letter | 12 | B                       | false
            text   | New York | \\text{new  york}. | true
            text   | New York | York              | false
            text   | 1/2 | 0.5                    | false
            exact  | 1/2 | 0.5                    | true
            exact  | x+1 | 1+x                    | false
            maths  | x+1 | 1+x                    | true
            """)
    void each_grader_has_its_own_measure(String name, String expected, String given, boolean right) {
        assertThat(AnswerGrader.parse(name).matches(expected, given)).isEqualTo(right);
    }

    @Test
    void letters_alone_are_graded_as_letters_and_all_else_as_mathematics() {
        assertThat(AnswerGrader.suiting(List.of("A", "(B)", "C."))).isEqualTo(AnswerGrader.LETTER);
        assertThat(AnswerGrader.suiting(List.of("A", "12"))).isEqualTo(AnswerGrader.MATHS);
        assertThat(AnswerGrader.suiting(List.of("x", "y"))).isEqualTo(AnswerGrader.MATHS);
    }

    @Test
    void an_unknown_grader_is_refused_by_name() {
        assertThatThrownBy(() -> AnswerGrader.parse("strict"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no grader 'strict'; choose exact, maths, letter or text");
    }
}
