package io.github.metastone4j.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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

    private static double agreement(Selector selector, @Nullable String... answers) {
        List<Candidate> candidates = candidates(answers);
        return Agreement.of(candidates, selector.select(candidates, Aggregator.LAST));
    }

    private static int more(int left, @Nullable String... answers) {
        List<Candidate> candidates = candidates(answers);
        return SURE.more(candidates, Selector.MAJORITY.select(candidates, Aggregator.LAST), left);
    }

    /** Values of scipy.stats.beta.sf(0.5, own + 1, rival + 1). */
    @ParameterizedTest
    @CsvSource({"1,0,0.75", "4,0,0.96875", "3,1,0.8125", "2,2,0.5", "7,1,0.98046875", "20,12,0.918622", "0,3,0.0625"})
    void agreement_is_the_chance_that_the_chosen_answer_stays_ahead(int own, int rival, double chance) {
        assertThat(Agreement.ahead(own, rival)).isCloseTo(chance, within(1e-5));
    }

    @Test
    void the_strongest_rival_counts_whatever_others_say() {
        assertThat(agreement(Selector.MAJORITY, "5", "5", "5", "7", "8", null))
                .isCloseTo(Agreement.ahead(3, 1), within(1e-12));
    }

    @Test
    void a_choice_against_the_votes_is_not_sure() {
        assertThat(agreement(Selector.BEST_SCORE, "7", "5", "5", "5")).isLessThan(0.5);
    }

    @Test
    void four_that_agree_are_enough() {
        assertThat(SURE.first(32)).isEqualTo(4);
        assertThat(more(28, "5", "5", "5", "5")).isZero();
    }

    @Test
    void where_they_differ_as_many_again_follow_as_far_as_there_may_be_more() {
        assertThat(more(28, "5", "5", "5", "7")).isEqualTo(4);
        assertThat(more(3, "5", "5", "5", "7")).isEqualTo(3);
        assertThat(more(24, "5", "5", "5", "7", "5", "5", "7", "7")).isEqualTo(8);
    }

    @Test
    void without_answers_to_agree_on_eight_are_enough() {
        assertThat(more(28, null, null, null, null)).isEqualTo(4);
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
