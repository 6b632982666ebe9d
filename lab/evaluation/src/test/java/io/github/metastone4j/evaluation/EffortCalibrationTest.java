package io.github.metastone4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metastone4j.effort.Calibration;
import io.github.metastone4j.effort.Economy;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EffortCalibrationTest {

    private static final int SAMPLES = 16;

    /** Ten tokens, eight of them thinking in two steps. */
    private static Sample sample(@Nullable String answer, double score) {
        return new Sample(List.of(score, score), List.of(4, 8), answer, "7".equals(answer), -1, 10, 8, true);
    }

    /** Problems of so many right samples, and wrong ones that all differ or all agree. */
    private static List<ProblemResult> problems(
            int problems, int right, boolean agree, double rightScore, double score) {
        return IntStream.range(0, problems)
                .mapToObj(problem -> {
                    List<Sample> samples = new ArrayList<>();
                    for (int i = 0; i < SAMPLES; i++) {
                        boolean isRight = (i + problem) % SAMPLES < right;
                        samples.add(isRight ? sample("7", rightScore) : sample(agree ? "wrong" : "wrong " + i, score));
                    }
                    return new ProblemResult("problem " + problem, 1, "7", samples);
                })
                .toList();
    }

    private static EffortCalibration calibrated(List<ProblemResult> problems) {
        return EffortCalibration.of(problems, Aggregator.GEOMETRIC_MEAN, 3);
    }

    @Test
    void where_the_right_ones_agree_and_scores_mislead_votes_are_chosen() {
        EffortCalibration chosen = calibrated(problems(40, 6, false, 0.5, 0.9));

        assertThat(chosen.chosen().selector()).isIn(Selector.MAJORITY, Selector.WEIGHTED_MAJORITY);
        assertThat(chosen.selectors().get(0).accuracy().value()).isEqualTo(1);
    }

    @Test
    void where_a_few_right_ones_score_high_the_best_score_is_chosen() {
        EffortCalibration chosen = calibrated(problems(40, 3, true, 0.9, 0.5));

        assertThat(chosen.chosen().selector()).isEqualTo(Selector.BEST_SCORE);
        assertThat(chosen.selectors().get(0).accuracy().value()).isEqualTo(1);
    }

    @Test
    void of_equals_the_one_whose_answers_cost_less_is_chosen() {
        // All are always right: sixteen thinking parts and one answer are enough for scores, votes need all answers.
        EffortCalibration chosen = calibrated(problems(10, SAMPLES, true, 0.9, 0.5));

        assertThat(chosen.chosen().selector()).isEqualTo(Selector.BEST_SCORE);
        assertThat(chosen.selectors().get(0).tokens()).isEqualTo(SAMPLES * 8 + 2);
        assertThat(chosen.selectors().get(chosen.selectors().size() - 1).tokens())
                .isEqualTo(SAMPLES * 10);
    }

    @Test
    void where_nearly_all_agree_few_are_enough() {
        EffortCalibration chosen = calibrated(problems(40, SAMPLES - 1, false, 0.9, 0.5));

        assertThat(chosen.keepsAccuracy()).isTrue();
        assertThat(chosen.chosen().trajectories()).isBetween(4.0, 6.0);
        assertThat(chosen.chosen().difference().low()).isGreaterThanOrEqualTo(-EffortCalibration.TOLERANCE);
    }

    @Test
    void where_little_can_be_lost_nothing_shows_that_nothing_is() {
        for (EffortCalibration chosen : List.of(
                calibrated(problems(100, SAMPLES, true, 0.9, 0.5)),
                calibrated(problems(100, 0, true, 0.9, 0.5)),
                calibrated(problems(29, SAMPLES - 1, false, 0.9, 0.5)))) {
            assertThat(chosen.keepsAccuracy()).isFalse();
            assertThat(chosen.chosen().economy()).isEqualTo(new Economy(0.99, 0.0));
            assertThat(chosen.text().replaceAll("\\s+", " "))
                    .contains("of " + chosen.mixed() + " problems, and it takes 30 to tell what is lost");
        }
    }

    @Test
    void the_share_of_tokens_is_of_what_the_selector_takes_with_all() {
        // Four of sixteen are enough; the others would have thought, 8 tokens each, and not answered.
        EffortCalibration chosen = calibrated(problems(10, SAMPLES, true, 0.9, 0.5));

        assertThat(chosen.chosen().selector()).isEqualTo(Selector.BEST_SCORE);
        assertThat(chosen.economies().get(0).tokens()).isEqualTo(4 * 10.0 / (SAMPLES * 8 + 2));
    }

    @Test
    void an_economy_that_loses_accuracy_is_not_chosen() {
        // Nine of sixteen vote right, the others agree on something wrong: the first four often elect that.
        EffortCalibration chosen = calibrated(problems(100, 9, true, 0.5, 0.5));

        assertThat(chosen.chosen().selector()).isIn(Selector.MAJORITY, Selector.WEIGHTED_MAJORITY);
        AdaptiveEffort cheapest = chosen.economies().get(0);
        assertThat(cheapest.difference().low()).isLessThan(-EffortCalibration.TOLERANCE);
        assertThat(chosen.chosen()).isNotEqualTo(cheapest);
        assertThat(chosen.economies().stream()
                        .filter(one -> one.tokens() < chosen.chosen().tokens())
                        .map(one -> one.difference().low()))
                .allSatisfy(low -> assertThat(low).isLessThan(-EffortCalibration.TOLERANCE));
        assertThat(chosen.frontier()).contains(chosen.chosen());
    }

    @Test
    void where_none_keeps_the_accuracy_the_most_careful_is_chosen() {
        // Three of sixteen are right and score highest. Once four agree on the wrong answer, no more begin.
        EffortCalibration chosen = calibrated(problems(40, 1, true, 0.9, 0.89));

        assertThat(chosen.chosen().selector()).isEqualTo(Selector.BEST_SCORE);
        assertThat(chosen.keepsAccuracy()).isFalse();
        assertThat(chosen.chosen().economy()).isEqualTo(new Economy(0.99, 0.0));
        assertThat(chosen.text()).contains("None is surely within 0.5 points", "More problems would tell more.");
    }

    @Test
    void where_it_is_not_known_when_steps_end_nothing_is_pruned() {
        List<Sample> samples = IntStream.range(0, SAMPLES)
                .mapToObj(i -> new Sample(List.of(0.5), "7", true, -1, 10))
                .toList();
        EffortCalibration chosen = calibrated(List.of(new ProblemResult("problem", 1, "7", samples)));

        assertThat(chosen.economies())
                .allSatisfy(one -> assertThat(one.economy().pruning()).isZero());
    }

    @Test
    void the_same_samples_and_seed_give_the_same_choice_and_it_is_told_with_its_numbers() {
        List<ProblemResult> problems = problems(60, 13, true, 0.6, 0.5);
        EffortCalibration chosen = calibrated(problems);

        assertThat(calibrated(problems)).isEqualTo(chosen);
        Calibration calibration = chosen.calibration("0123456789ab", 0.6);
        assertThat(calibration.measured().problems()).isEqualTo(60);
        assertThat(calibration.measured().seed()).isEqualTo(3);
        assertThat(calibration.measured().trajectories()).isEqualTo(SAMPLES);
        assertThat(chosen.text().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(chosen.text())
                .contains(
                        chosen.chosen().economy().confidence() + " / "
                                + chosen.chosen().economy().pruning() + " *",
                        "Chosen: ");
        assertThat(chosen.json().path("economies")).hasSize(48);
        assertThat(chosen.json().path("selectors")).hasSize(5);
    }

    @Test
    void without_results_there_is_nothing_to_choose_by() {
        assertThatThrownBy(() -> calibrated(List.of())).hasMessageContaining("there are no results");
    }
}
