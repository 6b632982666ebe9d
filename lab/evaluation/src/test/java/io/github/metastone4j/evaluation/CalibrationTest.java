package io.github.metastone4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalibrationTest {

    @Test
    void scores_that_are_frequencies_have_no_error() {
        List<Scored> samples = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            // Ten samples of each score; of those of 0.3, three are right.
            samples.add(new Scored(i / 10 / 10.0, i % 10 < i / 10));
        }
        Calibration calibration = Calibration.of(samples);

        assertThat(calibration.expectedError()).isCloseTo(0, within(1e-12));
        assertThat(calibration.bins()).hasSize(10).allMatch(bin -> bin.samples() == 10);
        assertThat(calibration.bins().get(3).right()).isCloseTo(0.3, within(1e-12));
    }

    @Test
    void the_error_is_the_mean_distance_weighted_by_samples() {
        // Two bins of one: |0.8 - 0| and |0.9 - 1|.
        assertThat(Calibration.of(List.of(new Scored(0.9, true), new Scored(0.8, false)))
                        .expectedError())
                .isCloseTo(0.45, within(1e-12));
    }

    @Test
    void bins_hold_as_many_samples_each_as_can_be() {
        List<Scored> samples = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            samples.add(new Scored(i / 25.0, true));
        }
        assertThat(Calibration.of(samples).bins())
                .hasSize(10)
                .allMatch(bin -> bin.samples() == 2 || bin.samples() == 3);
    }

    @Test
    void without_a_score_there_is_no_error() {
        assertThat(Calibration.of(List.of())).isEqualTo(new Calibration(Double.NaN, List.of()));
    }
}
