package io.github.metastone4j.training.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.kernel.Decoder;
import io.github.metastone4j.kernel.Golden;
import io.github.metastone4j.training.kernel.LossSettings.StepLoss;
import io.github.metastone4j.training.kernel.TrainableHead.FeatureScale;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TrainableHeadTest {

    private static final int SIZE = 6;
    private static final OptimizerSettings PLAIN = new OptimizerSettings(0, 0, 0, 1e30);

    @BeforeAll
    static void useOneThread() {
        Decoder.setThreads(1);
    }

    /** With betas of 0 AdamW moves every weight by the rate, against the sign of its gradient. */
    @ParameterizedTest
    @CsvSource({"SPR, 0", "SPR_BALANCED, 0.1", "BCE, 0", "BCE, 0.2", "SPR_SOFT, 0", "SPR_SOFT, 0.1"})
    void anUpdateGoesAgainstTheGradientThatFiniteDifferencesGive(StepLoss kind, double smoothing) {
        float[] features = features(12, 1);
        float[] outcomes = outcomes(12);
        float[] weights = new float[12];
        for (int i = 0; i < 12; i++) {
            weights[i] = 0.5f + i % 3;
        }
        try (var head = new TrainableHead(SIZE, Dtype.FLOAT32, FeatureScale.none(SIZE), 3)) {
            HeadWeights before = head.weights();
            double rate = 1e-3;
            HeadLoss told = head.update(
                    bytes(features), outcomes, weights, LossSettings.headOnly(kind, 0, smoothing), rate, PLAIN);
            HeadWeights after = head.weights();
            // The soft filter is not differentiated: its weights are those before the update.
            double[] filter = filter(logits(before, features), outcomes, kind);
            assertThat(told.loss())
                    .isCloseTo(
                            loss(logits(before, features), outcomes, weights, filter, kind, smoothing), within(1e-5));
            double squares = 0;
            for (int tensor = 0; tensor < 4; tensor++) {
                float[] values = before.tensors().get(tensor);
                for (int i = 0; i < values.length; i++) {
                    float own = values[i];
                    values[i] = own + 1e-4f;
                    double above = loss(logits(before, features), outcomes, weights, filter, kind, smoothing);
                    values[i] = own - 1e-4f;
                    double below = loss(logits(before, features), outcomes, weights, filter, kind, smoothing);
                    values[i] = own;
                    double gradient = (above - below) / 2e-4;
                    squares += gradient * gradient;
                    if (Math.abs(gradient) > 1e-3) {
                        assertThat((double) after.tensors().get(tensor)[i] - own)
                                .as("%s of tensor %d", i, tensor)
                                .isCloseTo(-rate * Math.signum(gradient), within(1e-5));
                    }
                }
            }
            assertThat(told.gradientNorm()).isCloseTo(Math.sqrt(squares), within(2e-3 * Math.sqrt(squares) + 1e-4));
        }
    }

    @ParameterizedTest
    @EnumSource(Dtype.class)
    void aHeadLearnsWhatItsFeaturesSayWhateverTheirScale(Dtype dtype) {
        int count = 256;
        float[] features = features(count, 2);
        float[] outcomes = new float[count];
        for (int i = 0; i < count; i++) {
            outcomes[i] = features[i * SIZE] * features[i * SIZE + 1] > 0 ? 1 : 0;
            features[i * SIZE] = 300 + 40 * features[i * SIZE];
            features[i * SIZE + 1] *= 0.01f;
        }
        ByteBuffer rows = encoded(features, dtype);
        double[] sums = TrainableHead.sums(Stream.of(rows), SIZE, dtype);
        float[] mean = new float[SIZE];
        float[] deviation = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            mean[i] = (float) (sums[i] / count);
            deviation[i] = (float) Math.sqrt(sums[SIZE + i] / count - (double) mean[i] * mean[i]);
        }
        assertThat((double) mean[0]).isCloseTo(300, within(10.0));
        float[] weights = new float[count];
        Arrays.fill(weights, 1);
        try (var head = new TrainableHead(SIZE, dtype, new FeatureScale(mean, deviation), 1)) {
            HeadLoss loss = null;
            for (int i = 0; i < 400; i++) {
                loss = head.update(
                        rows,
                        outcomes,
                        weights,
                        LossSettings.headOnly(StepLoss.BCE, 0, 0),
                        1e-2,
                        OptimizerSettings.standard());
            }
            assertThat(loss).isNotNull();
            assertThat(loss.agreement()).isGreaterThan(0.97);
            float[] logits = head.logits(head.weights(), rows);
            int hits = 0;
            for (int i = 0; i < count; i++) {
                hits += logits[i] > 0 == outcomes[i] > 0.5 ? 1 : 0;
            }
            assertThat(hits / (double) count).isGreaterThan(0.97);
        }
    }

    @Test
    void theFeaturesAreWhatAFullPassReadsThere() {
        Golden golden = Golden.of("qwen2-float32");
        try (Decoder decoder = golden.decoder(Dtype.FLOAT32)) {
            int[] ids = golden.cases().get(0).ids();
            List<int[]> texts = List.of(Arrays.copyOf(ids, 7), ids, Arrays.copyOfRange(ids, 1, 6));
            List<List<Integer>> positions = List.of(List.of(2, 5), List.of(), List.of(3));
            int last = decoder.config().layers() - 1;
            int size = decoder.config().hiddenSize();
            ByteBuffer rows =
                    decoder.features(texts, positions, last, Dtype.FLOAT32).order(ByteOrder.LITTLE_ENDIAN);
            float[] read = new float[3 * size];
            rows.asFloatBuffer().get(read);
            float[][] expected = {
                decoder.read(texts.get(0)).featuresAt(2),
                decoder.read(texts.get(0)).featuresAt(5),
                decoder.read(texts.get(2)).featuresAt(3)
            };
            for (int row = 0; row < 3; row++) {
                for (int i = 0; i < size; i++) {
                    assertThat(read[row * size + i]).isCloseTo(expected[row][i], within(1e-4f));
                }
            }
            // Before the first layer stand the embeddings: equal tokens, equal features.
            ByteBuffer embedded =
                    decoder.features(List.of(new int[] {9, 10, 9}), List.of(List.of(0, 2)), 0, Dtype.FLOAT32);
            assertThat(embedded.slice(0, 4 * size)).isEqualTo(embedded.slice(4 * size, 4 * size));
        }
    }

    private static float[] logits(HeadWeights head, float[] features) {
        float[] logits = new float[features.length / SIZE];
        for (int row = 0; row < logits.length; row++) {
            double out = head.tensors().get(3)[0];
            for (int j = 0; j < 2 * SIZE; j++) {
                double hidden = head.tensors().get(1)[j];
                for (int i = 0; i < SIZE; i++) {
                    hidden += (double) head.tensors().get(0)[j * SIZE + i] * features[row * SIZE + i];
                }
                out += Math.max(0, hidden) * head.tensors().get(2)[j];
            }
            logits[row] = (float) out;
        }
        return logits;
    }

    private static double[] filter(float[] logits, float[] outcomes, StepLoss kind) {
        double[] filter = new double[logits.length];
        for (int i = 0; i < filter.length; i++) {
            double probability = 1 / (1 + Math.exp(outcomes[i] == 1 ? -logits[i] : logits[i]));
            filter[i] = kind == StepLoss.BCE ? 1 : kind == StepLoss.SPR_SOFT ? probability : probability > 0.5 ? 1 : 0;
        }
        return filter;
    }

    private static double loss(
            float[] logits, float[] outcomes, float[] weights, double[] filter, StepLoss kind, double smoothing) {
        double right = 1;
        double wrong = 1;
        for (int i = 0; i < logits.length; i++) {
            right += outcomes[i] * filter[i];
            wrong += (1 - outcomes[i]) * filter[i];
        }
        double sum = 0;
        double mass = 0;
        for (int i = 0; i < logits.length; i++) {
            double target = outcomes[i] * (1 - smoothing) + smoothing / 2;
            double p = 1 / (1 + Math.exp(-(double) logits[i]));
            double cost = -target * Math.log(p) - (1 - target) * Math.log(1 - p);
            double weight = filter[i] * weights[i];
            if (kind == StepLoss.SPR_BALANCED) {
                weight *= (outcomes[i] == 1 ? 1.5 * wrong : right) / (right + wrong);
            }
            sum += weight * cost;
            mass += weight;
        }
        return kind == StepLoss.BCE || kind == StepLoss.SPR_BALANCED ? sum / (mass + 1e-5) : sum / logits.length;
    }

    private static float[] features(int count, long seed) {
        var random = new Random(seed);
        float[] features = new float[count * SIZE];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        return features;
    }

    private static float[] outcomes(int count) {
        float[] outcomes = new float[count];
        for (int i = 0; i < count; i++) {
            outcomes[i] = i % 3 == 0 ? 0 : 1;
        }
        return outcomes;
    }

    private static ByteBuffer bytes(float[] features) {
        return encoded(features, Dtype.FLOAT32);
    }

    private static ByteBuffer encoded(float[] features, Dtype dtype) {
        ByteBuffer bytes = ByteBuffer.allocate(features.length * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : features) {
            switch (dtype) {
                case FLOAT32 -> bytes.putFloat(value);
                case BFLOAT16 -> bytes.putShort((short) (Float.floatToIntBits(value) >>> 16));
                case FLOAT16 -> bytes.putShort(half(value));
            }
        }
        return bytes.flip();
    }

    /** Truncated; zero below the smallest normal number. */
    private static short half(float value) {
        int bits = Float.floatToIntBits(value);
        int exponent = (bits >> 23 & 0xff) - 127 + 15;
        return (short) (exponent <= 0 ? 0 : bits >>> 16 & 0x8000 | exponent << 10 | bits >> 13 & 0x3ff);
    }
}
