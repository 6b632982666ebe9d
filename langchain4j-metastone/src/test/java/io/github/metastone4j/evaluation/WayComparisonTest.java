package io.github.metastone4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.metastone4j.evaluation.Way.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WayComparisonTest {

    private static final Way ONE = way("best", "k = 1", 100, 0, 1, 0, 1);
    private static final Way FOUR = way("best", "k = 4", 400, 1, 1, 0, 1);

    private static Way way(String family, String setting, double tokens, double... right) {
        return new Way(
                family,
                setting,
                Arrays.stream(right)
                        .mapToObj(accuracy -> new Outcome(accuracy, tokens))
                        .toList());
    }

    private static WayComparison against(Way... others) {
        List<Way> all = new ArrayList<>(List.of(ONE, FOUR));
        all.addAll(List.of(others));
        return WayComparison.of(all, "best", 1);
    }

    private static Estimate gain(Way way) {
        return against(way).lines().get(2).gain();
    }

    @Test
    void aGainIsTakenAtEqualTokensHalfwayBetweenByTheirLogarithm() {
        // At 200 tokens, halfway between 100 and 400, the baseline has 0.5 1 0 1.
        Estimate gain = gain(way("beam", "k = 2", 200, 1, 1, 1, 1));
        assertThat(gain.value()).isCloseTo((0.5 + 0 + 1 + 0) / 4, within(1e-12));
        assertThat(gain.low()).isBetween(0.0, gain.value());
        assertThat(gain.high()).isBetween(gain.value(), 1.0);
    }

    @Test
    void problemsAreComparedEachWithItself() {
        // Right and wrong where the baseline is: no spread, however much the problems differ.
        assertThat(gain(way("beam", "k = 4", 400, 1, 1, 0, 1))).isEqualTo(new Estimate(0, 0, 0));
        assertThat(gain(way("beam", "k = 1", 100, 0, 1, 0, 1))).isEqualTo(new Estimate(0, 0, 0));
    }

    @Test
    void outsideOfWhatTheBaselineTookThereIsNothingToCompareWith() {
        assertThat(gain(way("beam", "k = 1", 99, 1, 1, 1, 1))).isNull();
        assertThat(gain(way("beam", "k = 8", 401, 1, 1, 1, 1))).isNull();
    }

    @Test
    void theTableHasALineForEachWay() {
        WayComparison comparison = against(way("beam", "k = 2", 200, 1, 1, 1, 1));
        assertThat(comparison.text())
                .startsWith("4 problems. Accuracy in %")
                .containsPattern("best, k = 1 +50\\.0 \\[.*\\] +100 +-\n")
                .containsPattern("beam, k = 2 +100\\.0 \\[100\\.0, 100\\.0\\] +200 +\\+37\\.5 \\[.*\\]\n");
        assertThat(comparison.markdown()).contains("| way | accuracy | tokens | at equal tokens |\n|---|");
        assertThat(comparison.json().get("ways").get(2).get("gain").asDouble()).isEqualTo(0.375);
        assertThat(comparison.json().get("ways").get(0).has("gain")).isFalse();
        assertThat(comparison.svg()).startsWith("<svg ").contains(">beam</text>", ">best</text>", ">400</text>");
    }

    @Test
    void whatCannotBeComparedIsRefused() {
        assertThatThrownBy(() -> gain(way("beam", "k = 2", 200, 1, 1)))
                .hasMessage("beam, k = 2 was tried on 2 problems, the baseline on 4; try all on the same");
        assertThatThrownBy(() -> WayComparison.of(List.of(ONE), "none", 1)).hasMessageContaining("no way to compare");
        assertThatThrownBy(() -> way("beam", "k = 2", 200)).hasMessageContaining("has no outcomes");
    }
}
