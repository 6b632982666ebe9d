package io.github.metastone4j.training.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.kernel.Decoder;
import io.github.metastone4j.kernel.Golden;
import io.github.metastone4j.kernel.Reading;
import io.github.metastone4j.kernel.WeightLayout;
import io.github.metastone4j.training.kernel.LossSettings.StepLoss;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainableModelTest {

    /** Leaves the gradient in the first moment, and the model as it is. */
    private static final OptimizerSettings GRADIENT_ONLY = new OptimizerSettings(0, 0, 0, 1e30);

    private static final float EPSILON = 2e-3f;

    @BeforeAll
    static void useOneThread() {
        Decoder.setThreads(1);
    }

    @ParameterizedTest
    @CsvSource({
        "qwen2-float32, 0, BCE",
        "qwen2-float32, 0.5, BCE",
        "qwen2-float32, 1, BCE",
        "qwen2-bfloat16-tied, 1, SPR_BALANCED",
        "qwen3-bfloat16, 0.5, SPR",
        "llama-float16, 1, SPR"
    })
    void gradientsAreThoseOfTheLossAlongAnyDirection(String golden, double coupling, StepLoss kind) {
        try (TrainableModel model = model(golden)) {
            var settings = new LossSettings(1, 0.7, kind, coupling, 0);
            TrainingBatch batch = batch(3, 14, 5);
            Map<String, float[]> gradients = gradients(model, batch, settings);
            var random = new Random(3);
            for (String name : gradients.keySet()) {
                float[] master = values(model, name);
                // Half along the gradient, half anywhere: a direction on which something hangs.
                float[] g = gradients.get(name);
                double length = norm(g);
                float[] direction = new float[g.length];
                for (int i = 0; i < g.length; i++) {
                    direction[i] = (float)
                            ((length == 0 ? 0 : g[i] / length) + random.nextGaussian() * 0.5 / Math.sqrt(g.length));
                }
                BatchLoss above = lossAt(model, name, master, direction, EPSILON, batch, settings);
                BatchLoss below = lossAt(model, name, master, direction, -EPSILON, batch, settings);
                lossAt(model, name, master, direction, 0, batch, settings);
                if (kind != StepLoss.BCE) { // at the edge of SPR's filter there is no gradient to speak of
                    assertThat(above.agreement()).isEqualTo(below.agreement());
                }
                double language = (above.language() - below.language()) / (2 * EPSILON);
                double judged = (above.judged() - below.judged()) / (2 * EPSILON);
                boolean head = WeightLayout.SCORE_HEAD.contains(name);
                double expected = language + 0.7 * judged * (head ? 1 : coupling);
                double along = 0;
                for (int i = 0; i < g.length; i++) {
                    along += g[i] * direction[i];
                }
                assertThat(along).as(name).isCloseTo(expected, within(2e-3 + 0.02 * Math.abs(expected)));
            }
            assertThat(gradients.values().stream().filter(g -> norm(g) > 0).count())
                    .isEqualTo(gradients.size());
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.02, 1})
    void thePolicyLossHasTheGradientOfFiniteDifferences(double divergenceWeight) {
        var settings = new LossSettings(1, 0, StepLoss.SPR, 0, 0, 0, new PolicyLoss(0.2, divergenceWeight, 0.01));
        try (TrainableModel model = model("qwen2-float32")) {
            TrainingBatch batch = drawn(model, batch(2, 12, 0));
            Map<String, float[]> gradients = gradients(model, batch, settings);
            var random = new Random(3);
            for (String name : gradients.keySet()) {
                if (WeightLayout.SCORE_HEAD.contains(name)) {
                    continue;
                }
                float[] g = gradients.get(name);
                float[] master = values(model, name);
                float[] direction = new float[g.length];
                double along = 0;
                for (int i = 0; i < g.length; i++) {
                    direction[i] = (float) random.nextGaussian();
                    along += g[i] * direction[i];
                }
                BatchLoss above = lossAt(model, name, master, direction, EPSILON, batch, settings);
                BatchLoss below = lossAt(model, name, master, direction, -EPSILON, batch, settings);
                lossAt(model, name, master, direction, 0, batch, settings);
                assertThat(above.clipped()).isEqualTo(below.clipped());
                double expected = (above.language() - below.language()) / (2 * EPSILON);
                assertThat(along).as(name).isCloseTo(expected, within(2e-3 + 0.02 * Math.abs(expected)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2-float32", "qwen2-bfloat16-tied", "qwen3-bfloat16"})
    void computingActivationsAgainGivesTheSameGradients(String golden) {
        var settings = new LossSettings(0.8, 0.7, StepLoss.BCE, 0.3, 0).withSelfWeight(0.6);
        try (TrainableModel model = model(golden)) {
            for (TrainingBatch batch : List.of(batch(3, 14, 6), drawn(model, batch(3, 14, 0)))) {
                BatchLoss loss = model.accumulate(batch, settings, 0.5);
                model.update(1, 0, 0, GRADIENT_ONLY);
                Map<String, float[]> kept = gradients(model, batch, settings);
                model.recomputeActivations(true);
                BatchLoss again = model.accumulate(batch, settings, 0.5);
                model.update(1, 0, 0, GRADIENT_ONLY);
                Map<String, float[]> computed = gradients(model, batch, settings);
                model.recomputeActivations(false);
                assertThat(again.language()).isCloseTo(loss.language(), within(1e-6));
                assertThat(again.judged()).isCloseTo(loss.judged(), within(1e-6));
                kept.forEach((name, gradient) -> assertClose(name, computed.get(name), doubles(gradient)));
            }
        }
    }

    @Test
    void scoresOfTokensHaveTheGradientOfFiniteDifferencesWhereThePolicyIsNotMoved() {
        var settings = new LossSettings(0, 0, StepLoss.BCE, 0, 0).withSelfWeight(0.9);
        try (TrainableModel model = model("qwen2-float32")) {
            TrainingBatch batch = batch(2, 12, 4);
            Map<String, float[]> gradients = gradients(model, batch, settings);
            var random = new Random(3);
            for (String name :
                    WeightLayout.SCORE_HEAD) { // their target, the policy's probability, does not depend on these
                float[] g = gradients.get(name);
                float[] master = values(model, name);
                float[] direction = new float[g.length];
                double along = 0;
                for (int i = 0; i < g.length; i++) {
                    direction[i] = (float) random.nextGaussian();
                    along += g[i] * direction[i];
                }
                BatchLoss above = lossAt(model, name, master, direction, EPSILON, batch, settings);
                BatchLoss below = lossAt(model, name, master, direction, -EPSILON, batch, settings);
                lossAt(model, name, master, direction, 0, batch, settings);
                double expected = 0.9 * (above.selfScores() - below.selfScores()) / (2 * EPSILON);
                assertThat(along).as(name).isCloseTo(expected, within(1e-3 + 0.02 * Math.abs(expected)));
            }
            assertThat(norm(gradients.get("model.layers.0.mlp.up_proj.weight"))).isPositive();
        }
    }

    @Test
    void scoresOfTokensAreTheDivergenceFromWhatThePolicyGaveThemButAtSteps() {
        Golden golden = Golden.of("qwen2-float32");
        try (TrainableModel model = model("qwen2-float32");
                Decoder decoder = golden.decoder(Dtype.FLOAT32)) {
            TrainingBatch batch = batch(1, 20, 3);
            BatchLoss loss = model.accumulate(batch, new LossSettings(1, 0, StepLoss.BCE, 1, 0).withSelfWeight(1), 1);
            Reading reading = decoder.read(
                    Arrays.stream(batch.ids()).mapToInt(i -> (int) i).toArray());
            double expected = 0;
            int count = 0;
            for (int i = 1; i < 19; i++) {
                int position = i;
                if (IntStream.range(0, 3).noneMatch(step -> batch.steps()[4 * step + 1] == position)) {
                    double p = Math.min(
                            0.9999, Math.max(1e-4, Math.exp(reading.logProbability(i - 1, (int) batch.ids()[i]))));
                    double z = reading.scoreLogits()[i];
                    double q = 1 / (1 + Math.exp(-z));
                    expected += p * Math.log(p / q) + (1 - p) * Math.log((1 - p) / (1 - q));
                    count++;
                }
            }
            assertThat(loss.selfScores()).isCloseTo(expected / count, within(1e-3));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void frozenLayersStayAsTheyAre(boolean recompute) {
        var settings = new LossSettings(1, 1, StepLoss.BCE, 1, 0).withSelfWeight(1);
        try (TrainableModel model = model("qwen2-float32")) {
            int frozen = model.tap();
            model.freezeLayers(frozen);
            model.recomputeActivations(recompute);
            Map<String, float[]> before = new LinkedHashMap<>();
            names(model).forEach(name -> before.put(name, values(model, name)));
            model.accumulate(batch(2, 12, 4), settings, 1);
            model.update(1, 0.01, 0.01, OptimizerSettings.standard());
            for (String name : names(model)) {
                boolean above = name.contains(".layers." + frozen + ".") || WeightLayout.SCORE_HEAD.contains(name);
                if (above) {
                    assertThat(values(model, name)).as(name).isNotEqualTo(before.get(name));
                } else {
                    assertThat(values(model, name)).as(name).isEqualTo(before.get(name));
                }
            }
            assertThatThrownBy(() -> model.freezeLayers(frozen + 1))
                    .hasMessageContaining("the head reads before layer");
        }
    }

    @Test
    void newLayersOnTopChangeNothingAtFirst() {
        Golden golden = Golden.of("qwen3-bfloat16");
        TrainingBatch batch = batch(2, 12, 0);
        try (TrainableModel model = TrainableModel.copyOf(golden.checkpoint(), 1, Dtype.FLOAT32);
                TrainableModel grown = TrainableModel.grown(
                        golden.checkpoint(), golden.checkpoint().config().layers() + 2, 1, Dtype.FLOAT32)) {
            assertThat(grown.logProbabilities(batch.ids(), batch.targets(), 2))
                    .isEqualTo(model.logProbabilities(batch.ids(), batch.targets(), 2));
            assertThat(grown.tap()).isEqualTo(model.tap() + 2);
            assertThat(grown.parameters()).isGreaterThan(model.parameters());
        }
        assertThatThrownBy(() -> TrainableModel.grown(golden.checkpoint(), 1, 1, Dtype.FLOAT32))
                .hasMessageContaining("cannot grow to 1");
    }

    @Test
    void whatThePolicyThinksOfATextIsWhatAFullPassSays() {
        Golden golden = Golden.of("qwen2-float32");
        try (TrainableModel model = model("qwen2-float32");
                Decoder decoder = golden.decoder(Dtype.FLOAT32)) {
            TrainingBatch batch = batch(1, 20, 0);
            float[] present = model.logProbabilities(batch.ids(), batch.targets(), 1);
            float[] served = decoder.logProbabilities(batch.ids(), batch.targets(), 1);
            Reading reading = decoder.read(
                    Arrays.stream(batch.ids()).mapToInt(i -> (int) i).toArray());
            assertThat(present).hasSize(18);
            for (int i = 0; i < 18; i++) {
                double expected = reading.logProbability(i, (int) batch.ids()[i + 1]);
                assertThat((double) present[i]).isCloseTo(expected, within(1e-4));
                assertThat((double) served[i]).isCloseTo(expected, within(1e-4));
            }
        }
    }

    /** The batch as a rollout: log-probabilities a little off the present ones, and an advantage for each row. */
    private static TrainingBatch drawn(TrainableModel model, TrainingBatch batch) {
        float[] present = model.logProbabilities(batch.ids(), batch.targets(), batch.rows());
        float[] policy = new float[3 * present.length];
        var random = new Random(5);
        for (int i = 0; i < present.length; i++) {
            policy[3 * i] = i % 2 == 0 ? 0.7f : -1.2f;
            // far beyond the clip or well within it: at its edge the loss has a corner
            policy[3 * i + 1] = present[i] + (i % 3 == 0 ? 0.6f : 0.05f) * (random.nextBoolean() ? 1 : -1);
            policy[3 * i + 2] = present[i] + (float) (0.3 * random.nextGaussian());
        }
        return new TrainingBatch(batch.rows(), batch.length(), batch.ids(), batch.targets(), policy, batch.steps());
    }

    @Test
    void withoutCouplingTheStepLossDoesNotTouchThePolicy() {
        try (TrainableModel model = model("qwen2-float32")) {
            gradients(model, batch(2, 12, 4), new LossSettings(0, 1, StepLoss.BCE, 0, 0))
                    .forEach((name, gradient) -> {
                        if (WeightLayout.SCORE_HEAD.contains(name)) {
                            assertThat(norm(gradient)).as(name).isPositive();
                        } else {
                            assertThat(norm(gradient)).as(name).isZero();
                        }
                    });
        }
    }

    @Test
    void paddingAndUncountedTokensCostNothing() {
        try (TrainableModel model = model("qwen2-float32")) {
            TrainingBatch batch = batch(2, 12, 4);
            long[] otherEnds = batch.ids().clone();
            otherEnds[11] = 299; // nobody's target, and seen by no counted position
            otherEnds[23] = 7;
            var padded = new TrainingBatch(2, 12, otherEnds, batch.targets(), batch.policy(), batch.steps());
            var settings = new LossSettings(1, 1, StepLoss.BCE, 1, 0);
            assertThat(model.accumulate(padded, settings, 1)).isEqualTo(model.accumulate(batch, settings, 1));
        }
    }

    @Test
    void theLossesAreThoseOfAFullPass() {
        Golden golden = Golden.of("qwen2-float32");
        try (TrainableModel model = model("qwen2-float32");
                Decoder decoder = golden.decoder(Dtype.FLOAT32)) {
            TrainingBatch batch = batch(1, 20, 6);
            BatchLoss loss = model.accumulate(batch, new LossSettings(1, 1, StepLoss.BCE, 1, 0), 1);
            int[] ids = Arrays.stream(batch.ids()).mapToInt(i -> (int) i).toArray();
            Reading reading = decoder.read(ids);
            double language = 0;
            for (int i = 0; i < 18; i++) {
                language -= reading.logProbability(i, ids[i + 1]) / 18;
            }
            double judged = 0;
            for (int i = 0; i < 6; i++) {
                double z = reading.scoreLogits()[(int) batch.steps()[4 * i + 1]];
                judged += Math.log1p(Math.exp(batch.steps()[4 * i + 2] == 1 ? -z : z)) * batch.steps()[4 * i + 3];
            }
            assertThat(loss.language()).isCloseTo(language, within(1e-4));
            assertThat(loss.judged()).isCloseTo(judged / 6, within(1e-4));
            assertThat(loss.tokens()).isEqualTo(18);
            assertThat(loss.steps()).isEqualTo(6);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e9, 1, 0.01}) // the last two clip
    void anUpdateIsAdamWWithClippingOfPolicyAndHeadApart(double maxNorm) {
        var optimizer = new OptimizerSettings(0.9, 0.95, 0.1, maxNorm);
        var settings = new LossSettings(1, 1, StepLoss.BCE, 0.5, 0);
        try (TrainableModel model = model("qwen2-float32");
                TrainableModel oracle = model("qwen2-float32")) {
            Map<String, double[][]> expected = new LinkedHashMap<>(); // value, first and second moment
            names(model).forEach(name -> {
                float[] values = values(model, name);
                expected.put(
                        name, new double[][] {doubles(values), new double[values.length], new double[values.length]});
            });
            for (int update = 1; update <= 3; update++) {
                TrainingBatch batch = batch(2, 10 + update, 4);
                expected.keySet().forEach(name -> {
                    float[] values = values(model, name);
                    oracle.restore(name, values, new float[values.length], new float[values.length]);
                });
                Map<String, float[]> gradients = gradients(oracle, batch, settings);
                model.accumulate(batch, settings, 1);
                float[] norms = model.update(update, 0.01, 0.03, optimizer);
                for (boolean head : new boolean[] {false, true}) {
                    List<String> part = names(model).stream()
                            .filter(name -> WeightLayout.SCORE_HEAD.contains(name) == head)
                            .toList();
                    double norm = Math.sqrt(part.stream()
                            .mapToDouble(name -> Math.pow(norm(gradients.get(name)), 2))
                            .sum());
                    assertThat((double) norms[head ? 1 : 0]).isCloseTo(norm, within(1e-4 * norm));
                    double clip = Math.min(1, maxNorm / (norm + 1e-6));
                    for (String name : part) {
                        double[][] state = expected.get(name);
                        boolean matrix = model.shapes(head).get(name).size() == 2;
                        adamW(state, gradients.get(name), clip, update, head ? 0.03 : 0.01, matrix ? 0.1 : 0);
                        assertClose(name, values(model, name), state[0]);
                        assertClose(name, floats(model.moments(name).get(0)), state[1]);
                        assertClose(name, floats(model.moments(name).get(1)), state[2]);
                        // The next update starts from what float32 holds.
                        state[0] = doubles(values(model, name));
                        state[1] = doubles(floats(model.moments(name).get(0)));
                        state[2] = doubles(floats(model.moments(name).get(1)));
                    }
                }
            }
        }
    }

    private static void adamW(double[][] state, float[] gradient, double clip, int update, double rate, double decay) {
        for (int i = 0; i < gradient.length; i++) {
            double g = gradient[i] * clip;
            state[1][i] = 0.9 * state[1][i] + 0.1 * g;
            state[2][i] = 0.95 * state[2][i] + 0.05 * g * g;
            double first = state[1][i] / (1 - Math.pow(0.9, update));
            double second = state[2][i] / (1 - Math.pow(0.95, update));
            state[0][i] = state[0][i] * (1 - rate * decay) - rate * first / (Math.sqrt(second) + 1e-8);
        }
    }

    @Test
    void twoHalvesAddUpToOneBatch() {
        var settings = new LossSettings(1, 1, StepLoss.SPR, 1, 0);
        try (TrainableModel model = model("qwen2-float32")) {
            TrainingBatch whole = batch(4, 12, 8);
            Map<String, float[]> expected = gradients(model, whole, settings);
            for (int half = 0; half < 2; half++) {
                int from = half * 24;
                float[] steps = Arrays.copyOfRange(whole.steps(), half * 16, half * 16 + 16);
                for (int i = 0; i < steps.length; i += 4) {
                    steps[i] -= half * 2; // rows are counted within their batch
                }
                model.accumulate(
                        new TrainingBatch(
                                2,
                                12,
                                Arrays.copyOfRange(whole.ids(), from, from + 24),
                                Arrays.copyOfRange(whole.targets(), from, from + 24),
                                new float[0],
                                steps),
                        settings,
                        0.5);
            }
            model.update(1, 0, 0, GRADIENT_ONLY);
            for (String name : names(model)) {
                assertClose(name, floats(model.moments(name).get(0)), doubles(expected.get(name)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"FLOAT32", "BFLOAT16"})
    void aRestoredModelGoesOnBitForBit(Dtype dtype) {
        var settings = new LossSettings(1, 1, StepLoss.SPR_BALANCED, 1e-4, 0);
        try (TrainableModel model =
                        TrainableModel.copyOf(Golden.of("qwen3-bfloat16").checkpoint(), 1, dtype);
                TrainableModel other =
                        TrainableModel.copyOf(Golden.of("qwen3-bfloat16").checkpoint(), 2, dtype)) {
            go(model, settings, 1, 3);
            other.accumulate(batch(1, 9, 2), settings, 1); // gradients that must not survive an update
            other.update(1, 0.5, 0.5, OptimizerSettings.standard());
            for (String name : names(model)) {
                List<ByteBuffer> moments = model.moments(name);
                other.restore(name, values(model, name), floats(moments.get(0)), floats(moments.get(1)));
            }
            go(model, settings, 4, 6);
            go(other, settings, 4, 6);
            for (String name : names(model)) {
                assertThat(values(other, name)).as(name).isEqualTo(values(model, name));
                assertThat(other.moments(name)).as(name).isEqualTo(model.moments(name));
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameModel() {
        var config = Golden.of("qwen3-bfloat16").checkpoint().config();
        try (TrainableModel one = TrainableModel.initialise(config, 5, Dtype.FLOAT32);
                TrainableModel same = TrainableModel.initialise(config, 5, Dtype.FLOAT32);
                TrainableModel other = TrainableModel.initialise(config, 6, Dtype.FLOAT32)) {
            for (String name : names(one)) {
                assertThat(values(same, name)).as(name).isEqualTo(values(one, name));
                assertThat(values(one, name)).doesNotContain(Float.NaN);
            }
            assertThat(values(other, "model.embed_tokens.weight"))
                    .isNotEqualTo(values(one, "model.embed_tokens.weight"));
        }
    }

    @Test
    void trainingMakesATextLikelier() {
        try (TrainableModel model =
                TrainableModel.copyOf(Golden.of("qwen2-bfloat16-tied").checkpoint(), 1, Dtype.BFLOAT16)) {
            TrainingBatch batch = batch(2, 12, 0);
            double before = 0;
            double after = 0;
            for (int update = 1; update <= 20; update++) {
                after = model.accumulate(batch, LossSettings.policyOnly(), 1).language();
                before = update == 1 ? after : before;
                model.update(update, 3e-3, 0, OptimizerSettings.standard());
            }
            assertThat(after).isLessThan(before / 2);
        }
    }

    private static void go(TrainableModel model, LossSettings settings, int from, int to) {
        for (int update = from; update <= to; update++) {
            model.accumulate(batch(2, 8 + update, 4), settings, 1);
            model.update(update, 1e-3, 1e-3, OptimizerSettings.standard());
        }
    }

    private static Map<String, float[]> gradients(TrainableModel model, TrainingBatch batch, LossSettings settings) {
        model.accumulate(batch, settings, 1);
        model.update(1, 0, 0, GRADIENT_ONLY);
        Map<String, float[]> gradients = new LinkedHashMap<>();
        names(model)
                .forEach(name -> gradients.put(name, floats(model.moments(name).get(0))));
        return gradients;
    }

    private static BatchLoss lossAt(
            TrainableModel model,
            String name,
            float[] master,
            float[] direction,
            float distance,
            TrainingBatch batch,
            LossSettings settings) {
        float[] moved = master.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += distance * direction[i];
        }
        model.restore(name, moved, new float[moved.length], new float[moved.length]);
        return model.accumulate(batch, settings, 1);
    }

    /** Rows of made-up text; the last two positions of each are nobody's target. Steps lie before those. */
    private static TrainingBatch batch(int rows, int length, int steps) {
        long[] ids = new long[rows * length];
        boolean[] targets = new boolean[ids.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = 8 + (i * 31L + (long) i * i) % 300;
            targets[i] = i % length < length - 2;
        }
        float[] numbers = new float[4 * steps];
        for (int i = 0; i < steps; i++) {
            numbers[4 * i] = (int) ((long) i * rows / steps);
            numbers[4 * i + 1] = 1 + (i * 5) % (length - 3);
            numbers[4 * i + 2] = i % 3 == 0 ? 0 : 1;
            numbers[4 * i + 3] = 1;
        }
        return new TrainingBatch(rows, length, ids, targets, new float[0], numbers);
    }

    private static TrainableModel model(String golden) {
        return TrainableModel.copyOf(Golden.of(golden).checkpoint(), 1, Dtype.FLOAT32);
    }

    private static List<String> names(TrainableModel model) {
        List<String> names = new ArrayList<>(model.shapes(false).keySet());
        names.addAll(model.shapes(true).keySet());
        return names;
    }

    private static float[] values(TrainableModel model, String name) {
        return floats(model.bytes(name, Dtype.FLOAT32));
    }

    private static float[] floats(ByteBuffer bytes) {
        float[] values = new float[bytes.remaining() / 4];
        bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    private static double[] doubles(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    private static double norm(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }

    private static void assertClose(String name, float[] actual, double[] expected) {
        double scale = Arrays.stream(expected).map(Math::abs).max().orElse(0);
        for (int i = 0; i < actual.length; i++) {
            if (!(Math.abs(actual[i] - expected[i]) <= 1e-4 * Math.abs(expected[i]) + 2e-5 * scale)) {
                assertThat((double) actual[i]).as("%s[%d]", name, i).isEqualTo(expected[i]);
            }
        }
    }
}
