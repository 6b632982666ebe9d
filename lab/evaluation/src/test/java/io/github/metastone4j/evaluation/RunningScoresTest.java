package io.github.metastone4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metastone4j.selection.Aggregator;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunningScoresTest {

    @Test
    void at_a_fraction_the_steps_written_by_then_count() {
        Sample right = new Sample(List.of(0.2, 0.4, 0.9, 0.1), "7", true, -1, 10);
        Sample wrong = new Sample(List.of(0.5), "8", false, -1, 10);
        Sample none = new Sample(List.of(), "8", false, -1, 10);

        RunningScores scores =
                RunningScores.of(List.of(new ProblemResult("a", 1, "7", List.of(right, wrong, none))), Aggregator.LAST);

        // Of four steps, 10 and 20 % are the first, 30 to 50 % the second, 60 and 70 % the third.
        assertThat(scores.right()).containsExactly(0.2, 0.2, 0.4, 0.4, 0.4, 0.9, 0.9, 0.1, 0.1, 0.1);
        assertThat(scores.wrong()).hasSize(10).containsOnly(0.5);
    }
}
