package io.github.metastone4j.effort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Candidate;
import io.github.metastone4j.selection.Selector;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoppingRuleTest {

    private static final StoppingRule SURE = new StoppingRule(0.95);

    /** Candidates with these answers; each scores less than the one before. */
    private static List<Candidate> candidates(@Nullable String... answers) {
        return IntStream.range(0, answers.length)
                .mapToObj(i -> new Candidate(i, List.of(0.9 - i / 100.0), answers[i], -1, 10))
                .toList();
    }

    private static double agreement(Selector selector, int left, @Nullable String... answers) {
        List<Candidate> candidates = candidates(answers);
        return Agreement.of(candidates, selector.select(candidates, Aggregator.LAST), left);
    }

    private static int more(int left, @Nullable String... answers) {
        return SURE.more(agreement(Selector.MAJORITY, left, answers), answers.length, left);
    }

    /** Values of scipy.stats.betabinom(n, own + 1, rival + 1): sf at a tie, and half of pmf there. */
    @ParameterizedTest
    @CsvSource({
        "4,0,28,0.9777614858",
        "3,1,28,0.8323558162",
        "2,2,28,0.5000000000",
        "1,0,1,0.8333333333",
        "7,1.5,10,0.9924929676",
        "20,12,32,0.9759511343",
        "0,3,9,0.0349650350",
        "2.5,0.75,12,0.8076133688"
    })
    void agreement_is_the_chance_that_the_chosen_answer_is_ahead_in_the_end(
            double own, double rival, int trials, double chance) {
        assertThat(Agreement.staysAhead(own, rival, trials)).isCloseTo(chance, within(1e-9));
    }

    @Test
    void once_all_have_competed_it_is_certain() {
        assertThat(agreement(Selector.MAJORITY, 0, "5", "5", "7")).isEqualTo(1);
        assertThat(agreement(Selector.MAJORITY, 0, "5", "7")).isEqualTo(0.5);
    }

    @Test
    void the_strongest_rival_counts_and_as_many_of_those_that_follow_as_go_to_the_two() {
        // Four of the five answers are for these two, and so are four fifths of ten.
        assertThat(agreement(Selector.MAJORITY, 10, "5", "5", "5", "7", "8", null))
                .isCloseTo(Agreement.staysAhead(3, 1, 8), within(1e-12));
    }

    @Test
    void votes_weigh_their_scores_where_the_selector_reads_scores() {
        List<Candidate> candidates = List.of(
                new Candidate(0, List.of(0.8), "5", -1, 10),
                new Candidate(1, List.of(0.4), "5", -1, 10),
                new Candidate(2, List.of(0.2), "7", -1, 10));
        var selection = Selector.WEIGHTED_MAJORITY.select(candidates, Aggregator.LAST);

        assertThat(Agreement.of(candidates, selection, 3)).isCloseTo(Agreement.staysAhead(1.5, 0.25, 2), within(1e-12));
    }

    @Test
    void a_choice_against_the_votes_is_not_sure() {
        assertThat(agreement(Selector.BEST_SCORE, 28, "7", "5", "5", "5")).isLessThan(0.5);
    }

    @Test
    void four_that_agree_are_enough() {
        assertThat(SURE.first(32)).isEqualTo(4);
        assertThat(more(28, "5", "5", "5", "5")).isZero();
    }

    @Test
    void where_they_differ_half_as_many_again_follow_as_far_as_there_may_be_more() {
        assertThat(more(28, "5", "5", "5", "7")).isEqualTo(2);
        assertThat(more(1, "5", "5", "7", "7")).isEqualTo(1);
        assertThat(more(24, "5", "5", "5", "7", "5", "5", "7", "7")).isEqualTo(4);
    }

    @Test
    void without_answers_to_agree_on_eight_are_enough() {
        assertThat(more(28, null, null, null, null)).isEqualTo(2);
        assertThat(more(24, null, null, null, null, null, null, null, null)).isZero();
    }

    @Test
    void complete_confidence_takes_all() {
        assertThat(new StoppingRule(1).first(32)).isEqualTo(32);
    }

    @ParameterizedTest
    @CsvSource({"0.4", "1.1", "NaN"})
    void a_confidence_that_is_none_is_refused(double confidence) {
        assertThatThrownBy(() -> new StoppingRule(confidence))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("between 0.5 and 1");
    }
}
