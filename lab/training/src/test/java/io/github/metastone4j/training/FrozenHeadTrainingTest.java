package io.github.metastone4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.evaluation.Strategy;
import io.github.metastone4j.evaluation.rollout.Problem;
import io.github.metastone4j.kernel.Decoder;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.training.FrozenHeadTraining.Settings;
import io.github.metastone4j.training.FrozenHeadTraining.Trained;
import io.github.metastone4j.training.FrozenHeadTraining.Unit;
import io.github.metastone4j.training.kernel.LossSettings.StepLoss;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FrozenHeadTrainingTest {

    private static final int WIDTH = 8;
    private static final int SAMPLES = 6;

    @TempDir
    Path folder;

    private int files;

    @BeforeAll
    static void useOneThread() {
        Decoder.setThreads(1);
    }

    @ParameterizedTest
    @EnumSource(StepLoss.class)
    void everyLossFindsWhatTellsRightFromWrongWithinAProblem(StepLoss loss) {
        List<ObjectNode> log = new ArrayList<>();
        Trained trained = train(data(60, 1.5, 2), settings(loss, Unit.TRAJECTORIES, true), log);
        assertThat(trained.auc()).isGreaterThan(0.85);
        assertThat(trained.evaluation().accuracy(Strategy.BEST_SCORE, SAMPLES).value())
                .isGreaterThan(
                        trained.evaluation().accuracy(Strategy.RANDOM, SAMPLES).value() + 0.2);
        assertThat(trained.parted()).isNotNull().isLessThan(trained.updates());
        assertThat(log)
                .anyMatch(line ->
                        line.has("gap") && line.path("stepLoss").asText().equals(loss.name()));
        assertThat(log)
                .anyMatch(line -> line.has("auc") && line.path("best-score").has("6"));
    }

    @Test
    void whereFeaturesSayNothingRightAndWrongDoNotPart() {
        Trained trained = train(data(120, 0, 2), settings(StepLoss.SPR, Unit.STEPS, true), new ArrayList<>());
        assertThat(trained.auc()).isBetween(0.3, 0.7);
        assertThat(trained.parted()).isNull();
    }

    @Test
    void balancedAProblemOfWhichAllAreRightTeachesNothing() {
        Outcome someAlike = (problem, sample) -> problem % 4 == 3 && problem < 36 || sample % 2 == 0;
        HeadData all = data(40, someAlike, 1, 2, problem -> true);
        HeadData mixed = data(40, someAlike, 1, 2, problem -> problem % 4 != 3 || problem >= 36);
        assertThat(mixed.trajectories()).hasSize(all.trajectories().size() - 9 * SAMPLES);
        for (boolean balanced : new boolean[] {true, false}) {
            Settings settings = settings(StepLoss.SPR, Unit.STEPS, balanced);
            float[] one =
                    train(all, settings, new ArrayList<>()).head().tensors().get(0);
            float[] other =
                    train(mixed, settings, new ArrayList<>()).head().tensors().get(0);
            if (balanced) {
                assertThat(one).isEqualTo(other);
            } else {
                assertThat(one).isNotEqualTo(other);
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameHeadAndTheBestOfSeveralComesFirst() {
        HeadData data = data(40, 1, 2);
        Settings settings = settings(StepLoss.SPR, Unit.TRAJECTORIES, true);
        var two = new Settings(
                settings.loss(),
                0,
                0.3,
                true,
                1,
                2,
                2,
                64,
                settings.unit(),
                3e-3,
                0.01,
                Aggregator.GEOMETRIC_MEAN,
                List.of(1L, 2L));
        List<Trained> once = new FrozenHeadTraining(data, two, (what, done, of, detail) -> {}).run(line -> {});
        List<Trained> again = new FrozenHeadTraining(data, two, (what, done, of, detail) -> {}).run(line -> {});
        assertThat(once).extracting(Trained::auc).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        for (int i = 0; i < 2; i++) {
            assertThat(again.get(i).seed()).isEqualTo(once.get(i).seed());
            for (int tensor = 0; tensor < 4; tensor++) {
                assertThat(again.get(i).head().tensors().get(tensor))
                        .isEqualTo(once.get(i).head().tensors().get(tensor));
            }
        }
        assertThat(once.get(0).head().tensors().get(0))
                .isNotEqualTo(once.get(1).head().tensors().get(0));
    }

    @Test
    void dataThatCannotTeachOrMeasureIsRefusedWithAReason() {
        assertRefused(outcomes(10, (problem, sample) -> true, 2), "all 54 trajectories to learn from are right");
        assertRefused(outcomes(10, (problem, sample) -> false, 2), "all 54 trajectories to learn from are wrong");
        assertRefused(outcomes(10, (problem, sample) -> sample == 0, 0), "none of 60 trajectories has a scored step");
        assertRefused(outcomes(10, (problem, sample) -> problem % 2 == 0, 2), "none of 1 held-out problems has both");
        assertRefused(
                outcomes(10, (problem, sample) -> problem == 9 ? sample == 0 : problem % 2 == 0, 2),
                "no problem has both right and wrong trajectories with a scored step");
    }

    private static void assertRefused(HeadData data, String reason) {
        assertThatThrownBy(() -> new FrozenHeadTraining(
                        data, settings(StepLoss.SPR, Unit.STEPS, true), (what, done, of, detail) -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    private static Trained train(HeadData data, Settings settings, List<ObjectNode> log) {
        return new FrozenHeadTraining(data, settings, (what, done, of, detail) -> {})
                .run(log::add)
                .get(0);
    }

    private static Settings settings(StepLoss loss, Unit unit, boolean balanced) {
        return new Settings(
                loss, 0, 0.1, balanced, 2, 4, 4, 64, unit, 3e-3, 0.01, Aggregator.GEOMETRIC_MEAN, List.of(1L));
    }

    private interface Outcome {
        boolean of(int problem, int sample);
    }

    private HeadData outcomes(int problems, Outcome outcome, int steps) {
        return data(problems, outcome, 1, steps, problem -> true);
    }

    /** A third or two thirds of a problem's trajectories are right, which its third feature gives away. */
    private HeadData data(int problems, double told, int steps) {
        return data(problems, (problem, sample) -> sample % 3 <= problem % 2, told, steps, problem -> true);
    }

    /** The first feature tells the outcome as clearly as asked, under noise; the last tenth is held out. */
    private HeadData data(int problems, Outcome outcome, double told, int steps, IntPredicate included) {
        int[] chosen = IntStream.range(0, problems).filter(included).toArray();
        List<JudgedTrajectory> trajectories = new ArrayList<>();
        Path file = folder.resolve("features-" + files++ + ".bin");
        try (var writer = new FeatureStore.Writer(file, Dtype.BFLOAT16, WIDTH, "")) {
            for (int place = 0; place < chosen.length; place++) {
                int problem = chosen[place];
                var random = new Random(problem);
                for (int sample = 0; sample < SAMPLES; sample++) {
                    boolean right = outcome.of(problem, sample);
                    int number = trajectories.size();
                    trajectories.add(new JudgedTrajectory(place, right, right ? "1" : "2", -1, 10, number));
                    ByteBuffer rows = ByteBuffer.allocate(2 * WIDTH * steps).order(ByteOrder.LITTLE_ENDIAN);
                    for (int i = 0; i < WIDTH * steps; i++) {
                        double value = random.nextGaussian();
                        value += i % WIDTH == 0 ? (right ? told : -told) : 0;
                        value += i % WIDTH == 2 ? problem % 2 * 3 : 0;
                        rows.putShort((short) (Float.floatToIntBits((float) (50 + 7 * value)) >>> 16));
                    }
                    if (steps > 0) {
                        writer.append(number, rows.flip());
                    }
                }
            }
            writer.finish();
        }
        List<Problem> asked = IntStream.of(chosen)
                .mapToObj(problem -> new Problem("question " + problem, "1"))
                .toList();
        return new HeadData(asked, chosen.length - problems / 10, trajectories, FeatureStore.open(file));
    }
}
