package io.github.metastone4j.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metastone4j.ModelOptions;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.evaluation.ProblemResult;
import io.github.metastone4j.evaluation.Sample;
import io.github.metastone4j.evaluation.rollout.EvaluationRun;
import io.github.metastone4j.evaluation.rollout.OutcomeVerifier;
import io.github.metastone4j.evaluation.rollout.Problem;
import io.github.metastone4j.evaluation.rollout.RatedProblem;
import io.github.metastone4j.evaluation.rollout.SampleStore;
import io.github.metastone4j.grading.AnswerGrader;
import io.github.metastone4j.nano.recipe.NanoProblems;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Selector;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationRunTest {

    private static final ReflectionSettings SETTINGS = ReflectionSettings.standard()
            .withTrajectories(4)
            .withSelection(Aggregator.GEOMETRIC_MEAN, Selector.MAJORITY);

    private static final List<RatedProblem> PROBLEMS = NanoProblems.heldOut(3).take(4).stream()
            .map(problem -> new RatedProblem(problem, 2))
            .toList();

    private static ReflectiveModel model;

    @BeforeAll
    static void load() {
        model = ReflectiveModel.load(ModelOptions.embedded());
    }

    @AfterAll
    static void close() {
        if (model != null) {
            model.close();
        }
    }

    private static EvaluationRun run(long seed) {
        return new EvaluationRun(model, SETTINGS, "", seed, OutcomeVerifier.finalAnswer());
    }

    @Test
    void results_depend_on_the_seed_and_not_on_what_runs_beside() {
        var told = new AtomicInteger();
        List<ProblemResult> all = run(3).over(PROBLEMS, result -> told.incrementAndGet());

        assertThat(told).hasValue(4);
        assertThat(all).allMatch(result -> result.samples().size() == 4 && result.difficulty() == 2);
        // The head's sums may be rounded otherwise in another batch; what is written may not differ.
        assertThat(run(3).over(PROBLEMS.subList(0, 1), result -> {}))
                .usingRecursiveComparison()
                .withEqualsForType((one, other) -> Math.abs(one - other) < 1e-6, Double.class)
                .isEqualTo(all.subList(0, 1));
        assertThat(run(4).over(PROBLEMS, result -> {})).isNotEqualTo(all);
    }

    @Test
    void steps_end_within_the_thinking_one_behind_the_other() {
        for (ProblemResult result : run(3).over(PROBLEMS, one -> {})) {
            for (Sample sample : result.samples()) {
                assertThat(sample.stepEnds())
                        .hasSameSizeAs(sample.stepScores())
                        .isSorted()
                        .doesNotHaveDuplicates()
                        .allMatch(end -> end > 0 && end <= sample.thinkingTokens());
                assertThat(sample.thinkingTokens()).isBetween(1, sample.tokens());
            }
            assertThat(result.samples()).anyMatch(sample -> !sample.stepEnds().isEmpty());
        }
    }

    @Test
    void a_finished_store_is_not_sampled_again(@TempDir Path folder) {
        Path file = folder.resolve("samples.jsonl");
        List<ProblemResult> first;
        try (SampleStore store = SampleStore.open(file, run(3).identity(PROBLEMS))) {
            first = run(3).over(PROBLEMS, store, result -> {});
        }
        var told = new AtomicInteger();
        try (SampleStore store = SampleStore.open(file, run(3).identity(PROBLEMS))) {
            assertThat(run(3).over(PROBLEMS, store, result -> told.incrementAndGet()))
                    .isEqualTo(first);
        }
        assertThat(told).hasValue(0);
        assertThat(run(3).identity(PROBLEMS))
                .containsEntry("parameters", String.valueOf(model.checkpoint().parameters()))
                .containsEntry("seed", "3")
                .containsEntry("samples", "4")
                .containsKeys("model", "weights", "dtype", "temperature", "stepRule", "problems");
    }

    @Test
    void problems_are_judged_by_their_grader() {
        List<RatedProblem> problems = List.of(
                new RatedProblem(new Problem("What is 12 * 8 - 15?", "x = \\frac{162}{2}\\text{ apples}"), 1),
                new RatedProblem(new Problem("What is 12 * 8 - 15?", "(1, 81)"), 1));
        List<ProblemResult> results = new EvaluationRun(model, SETTINGS.withTrajectories(8), "", 1, AnswerGrader.MATHS)
                .over(problems, result -> {});

        assertThat(results)
                .extracting(ProblemResult::gold)
                .containsExactly("x = \\frac{162}{2}\\text{ apples}", "(1, 81)");
        assertThat(results.get(0).samples())
                .allMatch(sample -> sample.correct() == "81".equals(sample.answer()))
                .anyMatch(Sample::correct);
        assertThat(results.get(1).samples()).noneMatch(Sample::correct);
    }
}
