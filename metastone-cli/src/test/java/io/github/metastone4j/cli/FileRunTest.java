package io.github.metastone4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.metastone4j.ModelOptions;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.evaluation.ProblemResult;
import io.github.metastone4j.evaluation.Sample;
import io.github.metastone4j.grading.AnswerGrader;
import io.github.metastone4j.nano.NanoProblems;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Selector;
import io.github.metastone4j.training.Problem;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FileRunTest {

    @Test
    void problems_of_a_file_are_sampled_and_judged_by_their_grader() {
        assumeThat(NanoProblems.class.getResource("model.safetensors"))
                .as("the embedded model's weights")
                .isNotNull();
        List<Problem> problems = List.of(
                new Problem("What is 12 * 8 - 15?", "x = \\frac{162}{2}\\text{ apples}"),
                new Problem("What is 12 * 8 - 15?", "(1, 81)"));
        ReflectionSettings settings = ReflectionSettings.standard()
                .withTrajectories(8)
                .withSelection(Aggregator.GEOMETRIC_MEAN, Selector.MAJORITY);
        try (ReflectiveModel model = ReflectiveModel.load(ModelOptions.embedded())) {
            var told = new AtomicInteger();

            List<ProblemResult> results = new FileRun(model, settings, "", AnswerGrader.MATHS, 1)
                    .over(problems, result -> told.incrementAndGet());

            assertThat(told).hasValue(2);
            assertThat(results)
                    .extracting(ProblemResult::gold)
                    .containsExactlyElementsOf(
                            problems.stream().map(Problem::answer).toList());
            assertThat(results.get(0).samples())
                    .hasSize(8)
                    .allMatch(sample -> sample.correct() == "81".equals(sample.answer()))
                    .anyMatch(Sample::correct);
            assertThat(results.get(1).samples()).noneMatch(Sample::correct);
        }
    }
}
