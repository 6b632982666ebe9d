package io.github.metastone4j.effort;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PruningTest {

    /** Log-odds 2, 3, 4 with mean 3 and 0, 1, 2 with mean 1: s^2 is 4 / 4, and the chance Phi(-2 / sqrt(2/3)) = 0.007153. */
    private static final List<Double> BEST = List.of(odds(2), odds(3), odds(4));

    private static final List<Double> OTHER = List.of(odds(0), odds(1), odds(2));

    private static double odds(double logOdds) {
        return 1 / (1 + Math.exp(-logOdds));
    }

    @Test
    void a_trajectory_is_given_up_once_its_chance_to_overtake_is_less() {
        assertThat(new Pruning(0.00716).givenUp(List.of(BEST, OTHER), List.of()))
                .containsExactly(false, true);
        assertThat(new Pruning(0.00715).givenUp(List.of(BEST, OTHER), List.of()))
                .containsExactly(false, false);
    }

    @Test
    void the_best_may_be_one_that_has_thought() {
        assertThat(new Pruning(0.01).givenUp(List.of(OTHER), List.of(BEST))).containsExactly(true);
    }

    @Test
    void fewer_steps_leave_more_doubt() {
        List<Double> one = List.of(odds(1));

        assertThat(new Pruning(0.03).givenUp(List.of(OTHER, one), List.of(BEST)))
                .containsExactly(true, false);
    }

    @Test
    void before_there_is_evidence_nobody_is_given_up() {
        List<Double> bad = List.of(odds(-9), odds(-9));

        assertThat(new Pruning(0.4).givenUp(List.of(bad, List.of(odds(9), odds(9)), List.of()), List.of()))
                .containsExactly(false, false, false);
        assertThat(new Pruning(0.4).givenUp(List.of(List.of()), List.of(BEST, BEST, OTHER)))
                .containsExactly(false);
    }

    @Test
    void a_chance_of_zero_gives_up_nobody() {
        assertThat(new Pruning(0).givenUp(List.of(List.of(0.0, 0.0, 0.0), BEST), List.of(BEST)))
                .containsExactly(false, false);
    }

    @Test
    void scores_of_zero_and_one_are_no_infinities() {
        List<Double> certain = List.of(1.0, 1.0, 1.0);

        assertThat(new Pruning(0.1).givenUp(List.of(List.of(0.0, 0.0, 0.0), certain), List.of()))
                .containsExactly(true, false);
    }
}
