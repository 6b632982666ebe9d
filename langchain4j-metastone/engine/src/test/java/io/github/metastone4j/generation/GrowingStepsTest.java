package io.github.metastone4j.generation;

import static io.github.metastone4j.generation.Requests.SILENT;
import static io.github.metastone4j.generation.Requests.STEPS;
import static io.github.metastone4j.generation.Requests.TAGS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.metastone4j.kernel.RowOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GrowingStepsTest {

    static Stream<StepRule> rules() {
        return Stream.of(
                STEPS,
                StepPositionsTest.tokens(7, 8, 9, 10, 11, 12),
                StepPositionsTest.tokens(TAGS.open(), TAGS.close(), 7),
                new StepRule.Windows(1),
                new StepRule.Windows(2),
                new StepRule.Windows(5),
                new StepRule.Windows(64));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void at_every_length_they_are_those_of_the_whole_text(StepRule rule) {
        var random = new Random(3);
        for (int round = 0; round < 400; round++) {
            ThinkTags think = round % 4 == 0 ? null : TAGS;
            int[] ids = random.ints(1 + random.nextInt(150), 5, 5 + (1 << (1 + random.nextInt(8))))
                    .toArray();
            float[] logits = new float[ids.length];
            for (int i = 0; i < logits.length; i++) {
                logits[i] = random.nextInt(10) == 0 ? Float.NaN : random.nextFloat();
            }
            int prompt = 1 + random.nextInt(ids.length);
            var steps = new GrowingSteps(prompt, think, rule);
            int length = prompt;
            while (length <= ids.length) {
                assertThat(steps.upTo(ids, logits, length))
                        .as("text %d, prompt %d, length %d", round, prompt, length)
                        .isEqualTo(ofTheWhole(Arrays.copyOf(ids, length), logits, prompt, think, rule));
                length += 1 + random.nextInt(2); // some are asked about only when more has been written
            }
        }
    }

    /** The definition: {@link StepPositions} on the whole text. */
    private static List<Step> ofTheWhole(int[] ids, float[] logits, int prompt, ThinkTags think, StepRule rule) {
        List<Step> steps = new ArrayList<>();
        int start = 0;
        for (int position : StepPositions.of(ids, think, rule)) {
            float logit = logits[position + 1];
            if (position >= prompt - 1 && !Float.isNaN(logit)) {
                int end = position + 2 - prompt;
                steps.add(new Step(start, end, 1 / (1 + Math.exp(-logit))));
                start = end;
            }
        }
        return steps;
    }

    @ParameterizedTest
    @MethodSource("rules")
    void what_a_token_costs_does_not_grow_with_the_text(StepRule rule) {
        long thousand = AllocatedBytes.of(() -> write(1000, rule));
        long eightThousand = AllocatedBytes.of(() -> write(8000, rule));

        assertThat(eightThousand).isLessThan(16 * thousand); // 64 times, if all were looked at each time
    }

    private static void write(int tokens, StepRule rule) {
        var request = new GenerationRequest(
                new int[] {9, TAGS.open()},
                1,
                SamplingSettings.greedy(),
                Set.of(2),
                TAGS,
                rule,
                1 << 20,
                100,
                false,
                trajectories -> 0);
        Row row = new Generation(request, 1 << 20, SILENT).rows().get(0);
        for (int i = 0; i < tokens; i++) {
            row.accept(new RowOutput(20 + i % 50, -1, 0.5));
            row.lastStep();
        }
        assertThat(row.length()).isEqualTo(2 + tokens);
    }
}
