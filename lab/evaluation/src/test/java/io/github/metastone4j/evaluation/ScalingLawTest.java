package io.github.metastone4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScalingLawTest {

    @Test
    void a_line_is_found_again() {
        double[] cost = {10, 100, 1000};
        double[] accuracy = {0.2 + 0.05 * Math.log(10), 0.2 + 0.05 * Math.log(100), 0.2 + 0.05 * Math.log(1000)};
        ScalingLaw law = ScalingLaw.fit(cost, accuracy);

        assertThat(law.intercept()).isCloseTo(0.2, within(1e-12));
        assertThat(law.slope()).isCloseTo(0.05, within(1e-12));
        assertThat(law.rSquared()).isCloseTo(1, within(1e-12));
        assertThat(law.at(50)).isCloseTo(0.2 + 0.05 * Math.log(50), within(1e-12));
    }

    @Test
    void what_the_line_does_not_explain_lowers_r_squared() {
        // ln of the costs is 0, 1, 2: slope 1/2, mean 1/3; of the variance 2/3 the line explains 1/2.
        ScalingLaw law = ScalingLaw.fit(new double[] {1, Math.E, Math.E * Math.E}, new double[] {0, 0, 1});

        assertThat(law.slope()).isCloseTo(0.5, within(1e-12));
        assertThat(law.intercept()).isCloseTo(1 / 3.0 - 0.5, within(1e-12));
        assertThat(law.rSquared()).isCloseTo(0.75, within(1e-12));
    }

    @Test
    void accuracies_that_do_not_vary_leave_nothing_to_explain() {
        assertThat(ScalingLaw.fit(new double[] {1, 2, 4}, new double[] {0.5, 0.5, 0.5})
                        .rSquared())
                .isNaN();
    }
}
