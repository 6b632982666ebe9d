package io.github.metastone4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
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
                        .toList(),
                tokens / 1000);
    }

    private static WayComparison against(Way... others) {
        List<Way> all = new ArrayList<>(List.of(ONE, FOUR));
        all.addAll(List.of(others));
        return WayComparison.of(all, "best", FOUR, 1);
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
    void eachWayIsComparedWithTheOneThatSpendsAll() {
        WayComparison.Line line =
                against(way("auto", "0.9", 100, 1, 0, 0, 1)).lines().get(2);
        assertThat(line.tokenShare()).isEqualTo(0.25);
        assertThat(line.timeShare()).isEqualTo(0.25);
        // Of 1 1 0 1 it has lost the second, and there is no other difference.
        assertThat(line.difference().value()).isEqualTo(-0.25);
        assertThat(line.difference().high()).isZero();
        assertThat(against().lines().get(1).difference()).as("against itself").isNull();
    }

    @Test
    void whatHasNoTimeHasNoShareOfIt() {
        Way untimed = new Way("auto", "0.9", FOUR.outcomes(), null);
        assertThat(against(untimed).lines().get(2).timeShare()).isNull();
        assertThat(against(untimed).text()).containsPattern("auto, 0\\.9 .* 400 +100 % +- +-\n");
        assertThat(against(untimed).json().get("ways").get(2).has("secondsPerProblem"))
                .isFalse();
    }

    @Test
    void theTableHasALineForEachWay() {
        WayComparison comparison = against(way("beam", "k = 2", 200, 1, 1, 1, 1));
        assertThat(comparison.text())
                .startsWith("4 problems. Accuracy in %")
                .contains("against best, k = 4 with all")
                .containsPattern("best, k = 1 +50\\.0 \\[.*\\] +100 +25 % +0\\.100 +25 %\n")
                .containsPattern("best, k = 1 +- +-25\\.0 \\[.*\\]\n")
                .containsPattern("best, k = 4 +- +-\n")
                .containsPattern("beam, k = 2 +100\\.0 \\[100\\.0, 100\\.0\\] +200 +50 % +0\\.200 +50 %\n")
                .containsPattern("beam, k = 2 +\\+37\\.5 \\[.*\\] +\\+25\\.0 \\[.*\\]\n");
        assertThat(comparison.markdown())
                .contains(
                        "| way | accuracy | tokens | of all | seconds | of all | at equal tokens | against all |\n|---|");
        JsonNode beam = comparison.json().get("ways").get(2);
        assertThat(beam.get("gain").asDouble()).isEqualTo(0.375);
        assertThat(beam.get("difference").asDouble()).isEqualTo(0.25);
        assertThat(beam.get("secondsPerProblem").asDouble()).isEqualTo(0.2);
        assertThat(comparison.json().get("ways").get(0).has("gain")).isFalse();
        assertThat(comparison.svg()).startsWith("<svg ").contains(">beam</text>", ">best</text>", ">400</text>");
    }

    @Test
    void whatCannotBeComparedIsRefused() {
        assertThatThrownBy(() -> gain(way("beam", "k = 2", 200, 1, 1)))
                .hasMessage("beam, k = 2 was tried on 2 problems, the baseline on 4; try all on the same");
        assertThatThrownBy(() -> WayComparison.of(List.of(ONE), "none", ONE, 1))
                .hasMessageContaining("no way to compare");
        assertThatThrownBy(() -> way("beam", "k = 2", 200)).hasMessageContaining("has no outcomes");
    }
}
