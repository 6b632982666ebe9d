package io.github.metastone4j.evaluation.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShuffledProblemsTest {

    private static final List<Problem> FIVE =
            IntStream.range(0, 5).mapToObj(i -> new Problem("q" + i, "" + i)).toList();

    @Test
    void everyPassHasAllProblemsInAnOrderOfItsOwn() {
        var problems = new ShuffledProblems(FIVE, 3, 7);
        List<Problem> drawn = new ArrayList<>();
        for (long iteration = 1; iteration <= 5; iteration++) {
            assertThat(problems.apply(iteration)).hasSize(3).isEqualTo(problems.apply(iteration));
            drawn.addAll(problems.apply(iteration));
        }
        for (int pass = 0; pass < 3; pass++) {
            assertThat(drawn.subList(5 * pass, 5 * pass + 5)).containsExactlyInAnyOrderElementsOf(FIVE);
        }
        assertThat(drawn.subList(0, 5)).isNotEqualTo(drawn.subList(5, 10));
        assertThat(new ShuffledProblems(FIVE, 15, 8).apply(1)).isNotEqualTo(drawn);
        assertThat(new ShuffledProblems(FIVE, 15, 7).apply(1)).isEqualTo(drawn);
    }

    @Test
    void contradictionsAndNothingAreRefused() {
        assertThatThrownBy(() -> new ShuffledProblems(List.of(), 3, 1)).hasMessageContaining("needs a problem");
        assertThatThrownBy(() -> new ShuffledProblems(List.of(FIVE.get(0), new Problem("q0", "7")), 3, 1))
                .hasMessageContaining("two answers");
    }
}
