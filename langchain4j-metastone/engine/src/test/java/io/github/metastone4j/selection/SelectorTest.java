package io.github.metastone4j.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SelectorTest {

    /** Two vote for 7 with low scores, one for 8 with the highest, one for 9; the last is the most probable and shortest. */
    private static final List<Candidate> FIELD = List.of(
            candidate(0, "7", -9, 40, 0.2),
            candidate(1, "8", -8, 30, 0.9),
            candidate(2, "7", -7, 20, 0.3, 0.4),
            candidate(3, "9", -6, 10, 0.6));

    @Test
    void best_score_takes_the_highest_and_names_the_runner_up() {
        Selection selection = choose(Selector.BEST_SCORE, FIELD);

        assertThat(selection.index()).isEqualTo(1);
        assertThat(selection.reason())
                .isEqualTo("trajectory 2 of 4 has the highest geometric mean of step scores, 0.900 (runner-up 0.600)");
    }

    @Test
    void majority_takes_the_best_scored_of_the_largest_group() {
        Selection selection = choose(Selector.MAJORITY, FIELD);

        assertThat(selection.index()).isEqualTo(2);
        assertThat(selection.reason())
                .isEqualTo("trajectory 3 of 4 gives the answer with most votes, '7': 2 (runner-up 1)");
    }

    @Test
    void weighted_majority_sums_the_scores_of_each_answer() {
        assertThat(choose(Selector.WEIGHTED_MAJORITY, FIELD).index()).isEqualTo(1);

        List<Candidate> helped = List.of(FIELD.get(0), FIELD.get(1), FIELD.get(2), candidate(3, "7", -6, 10, 0.6));
        Selection selection = choose(Selector.WEIGHTED_MAJORITY, helped);
        assertThat(selection.index()).isEqualTo(3);
        assertThat(selection.reason()).contains("the highest sum of scores, '7': 1.15 (runner-up 0.900)");
    }

    @Test
    void the_baselines_look_at_nothing_but_order_probability_and_length() {
        assertThat(choose(Selector.FIRST, FIELD).index()).isZero();
        assertThat(choose(Selector.LOG_PROBABILITY, FIELD).reason())
                .isEqualTo("trajectory 4 of 4 is the most probable, with log-probability -6 (runner-up -7)");
        assertThat(choose(Selector.SHORTEST, FIELD).reason())
                .isEqualTo("trajectory 4 of 4 is the shortest, with a token count of 10 (runner-up 20)");
    }

    @ParameterizedTest
    @EnumSource
    void ties_go_to_the_first(Selector selector) {
        List<Candidate> equal = List.of(candidate(4, "7", -9, 40, 0.5), candidate(6, "8", -9, 40, 0.5));

        assertThat(choose(selector, equal).index()).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource
    void a_single_candidate_wins(Selector selector) {
        Selection selection = choose(selector, List.of(candidate(0, "7", -9, 40, 0.5)));

        assertThat(selection.index()).isZero();
        assertThat(selection.selector()).isEqualTo(selector);
        assertThat(selection.reason()).doesNotContain("runner-up");
    }

    @Test
    void a_trajectory_without_steps_scores_zero_and_says_so() {
        Selection selection =
                choose(Selector.BEST_SCORE, List.of(candidate(0, null, -1, 5), candidate(1, null, -9, 9, 0.01)));

        assertThat(selection.index()).isEqualTo(1);
        assertThat(selection.scores().get(0)).isEqualTo(new Score(0.0, true));
        assertThat(selection.scores().get(1).fallback()).isFalse();
        assertThat(selection.reason()).endsWith("; 1 without a scored step counted as 0");
    }

    @Test
    void without_any_step_the_majority_decides() {
        List<Candidate> unscored =
                List.of(candidate(0, "8", -1, 5), candidate(1, "7", -2, 5), candidate(2, "7", -3, 5));
        Selection selection = choose(Selector.BEST_SCORE, unscored);

        assertThat(selection.index()).isEqualTo(1);
        assertThat(selection.selector()).isEqualTo(Selector.MAJORITY);
        assertThat(selection.scores()).allMatch(Score::fallback);
        assertThat(selection.reason())
                .startsWith("no trajectory has a scored step, so majority decides: trajectory 2 of 3");
        assertThat(choose(Selector.WEIGHTED_MAJORITY, unscored).selector()).isEqualTo(Selector.MAJORITY);
    }

    @Test
    void without_any_answer_votes_go_to_the_best_score() {
        List<Candidate> silent = List.of(candidate(0, null, -1, 5, 0.2), candidate(1, null, -2, 5, 0.3));
        Selection selection = choose(Selector.MAJORITY, silent);

        assertThat(selection.index()).isEqualTo(1);
        assertThat(selection.reason()).startsWith("no trajectory has an answer, so best-score decides: ");
        assertThat(choose(Selector.WEIGHTED_MAJORITY, silent).selector()).isEqualTo(Selector.BEST_SCORE);
    }

    @ParameterizedTest
    @EnumSource(names = {"BEST_SCORE", "MAJORITY", "WEIGHTED_MAJORITY"})
    void with_neither_steps_nor_answers_the_most_probable_wins(Selector selector) {
        Selection selection = choose(selector, List.of(candidate(0, null, -2, 5), candidate(1, null, -1, 5)));

        assertThat(selection.index()).isEqualTo(1);
        assertThat(selection.reason())
                .startsWith("no trajectory has a scored step or an answer, so log-probability decides: ");
    }

    @Test
    void those_without_an_answer_do_not_vote() {
        List<Candidate> mostlySilent =
                List.of(candidate(0, null, -1, 5, 0.9), candidate(1, null, -1, 5, 0.9), candidate(2, "7", -2, 5, 0.1));

        assertThat(choose(Selector.MAJORITY, mostlySilent).index()).isEqualTo(2);
    }

    @Test
    void the_aggregator_decides_what_the_best_score_is() {
        List<Candidate> field = List.of(candidate(0, null, -1, 5, 0.9, 0.1), candidate(1, null, -1, 5, 0.4, 0.4));

        assertThat(Selector.BEST_SCORE.select(field, Aggregator.MEAN).index()).isZero();
        assertThat(Selector.BEST_SCORE.select(field, Aggregator.MIN).index()).isEqualTo(1);
    }

    @Test
    void nothing_to_choose_from_is_refused() {
        assertThatThrownBy(() -> choose(Selector.FIRST, List.of())).hasMessageContaining("at least one trajectory");
    }

    @Test
    void nan_is_refused_with_its_place() {
        assertThatThrownBy(() -> candidate(0, null, -1, 5, 0.5, Double.NaN)).hasMessageContaining("step 1 is NaN");
        assertThatThrownBy(() -> candidate(3, null, Double.NaN, 5)).hasMessageContaining("trajectory 3 is NaN");
    }

    @Test
    void what_it_needs_is_told() {
        assertThat(List.of(Selector.values()))
                .filteredOn(Selector::needsAnswers)
                .containsExactly(Selector.MAJORITY, Selector.WEIGHTED_MAJORITY);
        assertThat(List.of(Selector.values()))
                .filteredOn(Selector::needsScores)
                .containsExactly(Selector.BEST_SCORE, Selector.WEIGHTED_MAJORITY);
    }

    @ParameterizedTest
    @EnumSource
    void what_it_prints_it_parses(Selector selector) {
        assertThat(Selector.parse(selector.toString())).isEqualTo(selector);
        assertThat(Selector.parse(selector.name())).isEqualTo(selector);
    }

    @Test
    void an_unknown_name_is_answered_with_the_known_ones() {
        assertThatThrownBy(() -> Selector.parse("borda")).hasMessageContaining("'borda'; choose one of best-score");
    }

    private static Selection choose(Selector selector, List<Candidate> candidates) {
        return selector.select(candidates, Aggregator.GEOMETRIC_MEAN);
    }

    private static Candidate candidate(
            int index, @Nullable String answer, double logProbability, int tokens, Double... stepScores) {
        return new Candidate(index, List.of(stepScores), answer, logProbability, tokens);
    }
}
