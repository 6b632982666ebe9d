package io.github.metastone4j.effort;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metastone4j.effort.EffortReport.End;
import io.github.metastone4j.effort.EffortReport.Wave;
import java.util.List;
import org.junit.jupiter.api.Test;

class EffortReportTest {

    private static EffortReport report(List<Wave> waves, List<Integer> pruned, End end) {
        return new EffortReport(32, new Economy(0.9, 0.02), waves, pruned, end);
    }

    @Test
    void it_says_how_trajectories_grew_in_number_and_why_that_was_enough() {
        List<Wave> waves = List.of(new Wave(4, 0.7), new Wave(6, 0.93));

        assertThat(report(waves, List.of(), End.SURE).reason())
                .isEqualTo("4, then 6 trajectories: the choice is 93 % sure to be that of all 32");
        assertThat(report(waves, List.of(1, 5), End.TIME).reason())
                .isEqualTo("4, then 6 trajectories, 2 of them given up: the budget of time was used up");
    }

    @Test
    void its_agreement_is_that_of_all_that_competed() {
        assertThat(report(List.of(new Wave(4, 0.7), new Wave(6, 0.93)), List.of(), End.SURE)
                        .agreement())
                .isEqualTo(0.93);
    }
}
