package io.github.metastone4j.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AggregatorTest {

    private static final double[] GOLDEN = Arrays.stream(new double[] {2, -1, 0})
            .map(logit -> 1 / (1 + Math.exp(-logit)))
            .toArray();

    @ParameterizedTest
    @CsvSource({"GEOMETRIC_MEAN, 0.49110", "MEAN, 0.54991", "PRODUCT, 0.11844", "MIN, 0.26894", "LAST, 0.5"})
    void the_golden_logits_give_the_known_scores(Aggregator aggregator, double expected) {
        assertThat(aggregator.aggregate(GOLDEN)).isCloseTo(expected, within(5e-6));
    }

    @ParameterizedTest
    @EnumSource
    void one_step_scores_as_itself(Aggregator aggregator) {
        assertThat(aggregator.aggregate(0.7)).isCloseTo(0.7, within(1e-15));
    }

    @Test
    void the_geometric_mean_takes_a_zero_for_1e_minus_10() {
        assertThat(Aggregator.GEOMETRIC_MEAN.aggregate(0, 1)).isCloseTo(1e-5, within(1e-12));
    }

    @Test
    void a_zero_makes_the_product_zero() {
        assertThat(Aggregator.PRODUCT.aggregate(0, 1)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void no_step_has_no_aggregate(Aggregator aggregator) {
        assertThatThrownBy(() -> aggregator.aggregate(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without steps");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, -0.1, 2, Double.POSITIVE_INFINITY})
    void a_score_that_is_no_probability_is_refused_by_name(double score) {
        assertThatThrownBy(() -> Aggregator.MEAN.aggregate(0.5, score))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("step 1 is " + score);
    }

    @ParameterizedTest
    @CsvSource({
        "geometric, GEOMETRIC_MEAN",
        "Geometric Mean, GEOMETRIC_MEAN",
        "GEOMETRIC_MEAN, GEOMETRIC_MEAN",
        "average, MEAN",
        "prod, PRODUCT",
        "minimum, MIN",
        "last-step, LAST"
    })
    void people_spell_it_as_they_like(String text, Aggregator expected) {
        assertThat(Aggregator.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void what_it_prints_it_parses(Aggregator aggregator) {
        assertThat(Aggregator.parse(aggregator.toString())).isEqualTo(aggregator);
    }

    @Test
    void an_unknown_name_is_answered_with_the_known_ones() {
        assertThatThrownBy(() -> Aggregator.parse("median"))
                .hasMessageContaining("'median'; choose one of geometric-mean");
    }
}
