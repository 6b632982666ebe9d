package io.github.metastone4j.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.generation.StepRule.StepTokens;
import io.github.metastone4j.generation.StepRule.Windows;
import io.github.metastone4j.kernel.Decoder;
import io.github.metastone4j.kernel.Golden;
import io.github.metastone4j.kernel.Reading;
import io.github.metastone4j.selection.Aggregator;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StepPositionsTest {

    private static final ThinkTags TAGS = new ThinkTags(151648, 151649);
    private static final StepRule STEPS = tokens(382);

    @Test
    void aStepIsScoredWhereItsEndIsPredictedAndOnlyWithinTheTags() {
        assertThat(StepPositions.of(new int[] {151645, 151648, 198, 100, 382, 382, 200, 382, 151649, 382}, TAGS, STEPS))
                .containsExactly(3, 6);
        assertThat(StepPositions.of(new int[] {151648, 382, 5, 382}, TAGS, STEPS))
                .containsExactly(2);
    }

    @Test
    void aTagThatStandsTwiceOrNotAtAllIsNoBorder() {
        assertThat(StepPositions.of(new int[] {1, 2, 382, 3, 382}, TAGS, STEPS)).containsExactly(1, 3);
        assertThat(StepPositions.of(new int[] {151648, 2, 382, 151648, 3, 382}, TAGS, STEPS))
                .containsExactly(1, 4);
        assertThat(StepPositions.of(new int[] {1, 2, 382, 151649, 3, 382, 151649}, TAGS, STEPS))
                .containsExactly(1, 4);
        assertThat(StepPositions.of(new int[] {9, 2, 382}, null, STEPS)).containsExactly(1);
        assertThat(StepPositions.of(new int[] {2, 382}, null, STEPS)).isEmpty(); // position 0 isn't inside
        assertThat(StepPositions.of(new int[0], TAGS, STEPS)).isEmpty();
    }

    @Test
    void windowsCountFromTheOpeningTag() {
        assertThat(StepPositions.of(new int[] {9, 9, 151648, 1, 2, 3, 4, 5, 6, 7, 151649, 8}, TAGS, new Windows(3)))
                .containsExactly(4, 7);
    }

    @ParameterizedTest
    @MethodSource("io.github.metastone4j.kernel.Golden#all")
    void theGoldenTextsHaveTheirStepsAndScores(Golden golden) {
        JsonNode answers = golden.answers();
        var tags = new ThinkTags(
                answers.get("think").asInt(), answers.get("end_think").asInt());
        StepRule rule = tokens(Golden.ints(answers.get("step_tokens")));
        try (Decoder decoder = golden.decoder(Dtype.FLOAT32)) {
            for (Golden.Case text : golden.cases()) {
                List<Integer> positions = StepPositions.of(text.ids(), tags, rule);
                int[] expected = Golden.ints(text.expected().get("step_positions"));
                assertThat(positions.stream().mapToInt(Integer::intValue).toArray())
                        .containsExactly(expected);
                if (positions.isEmpty()) {
                    continue;
                }
                Reading reading = decoder.read(text.ids());
                double[] scores = positions.stream()
                        .mapToDouble(position -> 1 / (1 + Math.exp(-reading.scoreLogits()[position])))
                        .toArray();
                for (int i = 0; i < scores.length; i++) {
                    assertThat(scores[i])
                            .isCloseTo(text.expected().get("step_scores").get(i).asDouble(), within(1e-4));
                }
                assertThat(Aggregator.GEOMETRIC_MEAN.aggregate(scores))
                        .isCloseTo(text.expected().get("trajectory_score").asDouble(), within(1e-4));
            }
        }
    }

    @Test
    void aRuleNeedsSomethingToGoBy() {
        assertThatThrownBy(() -> tokens()).hasMessageContaining("no token of this vocabulary");
        assertThatThrownBy(() -> new Windows(0)).hasMessageContaining("a window of 0 tokens");
        assertThatThrownBy(() -> new ThinkTags(4, 4)).hasMessageContaining("not 4 and 4");
    }

    static StepRule tokens(int... ids) {
        var set = new BitSet();
        for (int id : ids) {
            set.set(id);
        }
        return new StepTokens(set);
    }
}
