package io.github.metastone4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.metastone4j.checkpoint.Dtype;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** In float32 every architecture answers as the independent reference does. */
class GoldenCheckpointsTest {

    private static final Offset<Float> TOLERANCE = within(2e-4f);

    @ParameterizedTest
    @MethodSource("io.github.metastone4j.kernel.Golden#all")
    void aFullPassEqualsTheReference(Golden golden) {
        try (Decoder decoder = load(golden)) {
            for (Golden.Case text : golden.cases()) {
                Reading reading = decoder.read(text.ids());
                int last = text.ids().length - 1;
                assertClose(
                        reading.logitsAt(last), Golden.floats(text.expected().get("last_logits")));
                assertClose(
                        reading.featuresAt(last), Golden.floats(text.expected().get("last_features")));
                assertClose(reading.scoreLogits(), Golden.floats(text.expected().get("head_logits")));
                for (int i = 0; i < last; i++) {
                    assertThat((float) reading.logProbability(i, text.ids()[i + 1]))
                            .isCloseTo(
                                    (float) text.expected()
                                            .get("log_probs_of_next")
                                            .get(i)
                                            .asDouble(),
                                    TOLERANCE);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.metastone4j.kernel.Golden#all")
    void greedyDecodingEqualsTheReferenceTokenForToken(Golden golden) {
        try (Decoder decoder = load(golden);
                RowCache cache = decoder.newCache()) {
            for (Golden.Case text : golden.cases()) {
                int[] expected = Golden.ints(text.expected().get("greedy"));
                assertThat(greedy(decoder, cache, text.ids(), expected.length)).containsExactly(expected);
            }
        }
    }

    static Decoder load(Golden golden) {
        return golden.decoder(Dtype.FLOAT32);
    }

    private static int[] greedy(Decoder decoder, RowCache cache, int[] prompt, int count) {
        List<Integer> tokens = new ArrayList<>();
        try (Sequence sequence = decoder.prefill(prompt)) {
            tokens.add(decoder.begin(sequence, List.of(row(0, 0)))[0].token());
            cache.reserve(1, prompt.length + 1);
            cache.attach(sequence, 0, 1);
        }
        while (tokens.size() < count) {
            RowInput row = row(tokens.get(tokens.size() - 1), prompt.length + tokens.size() - 1);
            tokens.add(cache.step(List.of(row))[0].token());
        }
        return tokens.stream().mapToInt(Integer::intValue).toArray();
    }

    private static RowInput row(int token, int position) {
        return new RowInput(token, position, 0, 1, 0, 1, 0);
    }

    private static void assertClose(float[] actual, float[] expected) {
        assertThat(actual).containsExactly(expected, TOLERANCE);
    }
}
