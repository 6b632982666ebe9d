package io.github.metastone4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RankCorrelationTest {

    @Test
    void only_the_order_counts() {
        assertThat(RankCorrelation.of(new double[] {1, 2, 3}, new double[] {10, 1000, 1001}))
                .isCloseTo(1, within(1e-12));
        assertThat(RankCorrelation.of(new double[] {1, 2, 3}, new double[] {3, 2, 1}))
                .isCloseTo(-1, within(1e-12));
        // 1 - 6 * (0 + 1 + 1) / (3 * 8)
        assertThat(RankCorrelation.of(new double[] {1, 2, 3}, new double[] {1, 3, 2}))
                .isCloseTo(0.5, within(1e-12));
    }

    @Test
    void equal_values_share_a_rank() {
        // Ranks 0, 1.5, 1.5, 3 and 0, 1, 2, 3: 4.5 / sqrt(4.5 * 5).
        assertThat(RankCorrelation.of(new double[] {1, 2, 2, 3}, new double[] {1, 2, 3, 4}))
                .isCloseTo(4.5 / Math.sqrt(22.5), within(1e-12));
    }

    @Test
    void where_a_side_does_not_vary_there_is_none() {
        assertThat(RankCorrelation.of(new double[] {1, 1}, new double[] {1, 2})).isNaN();
        assertThat(RankCorrelation.of(new double[] {}, new double[] {})).isNaN();
    }
}
