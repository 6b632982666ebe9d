package io.github.metastone4j.training.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.github.metastone4j.kernel.Kernels;
import io.github.metastone4j.training.kernel.LossSettings.StepLoss;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Section 3.2 of the paper, in numbers worked out by hand. */
class StepLossTest {

    private static final Kernels KERNELS = TrainingSource.compile();

    private static final float[] LOGITS = {2, -1, -0.5f, 1};
    private static final float[] RIGHT = {1, 1, 0, 0};
    private static final float[] ALIKE = {1, 1, 1, 1};

    @AfterAll
    static void free() {
        KERNELS.close();
    }

    @Test
    void sprCountsOnlyStepsWhoseScoreAgreesWithTheOutcome() {
        // (ln(1 + e^-2) + ln(1 + e^-0.5)) / 4
        assertThat(loss(StepLoss.SPR, LOGITS, RIGHT, ALIKE)).isCloseTo(0.150251, within(1e-5));
        assertThat(loss(StepLoss.SPR, new float[] {-3, 4}, new float[] {1, 0}, new float[] {1, 1}))
                .isZero();
    }

    @Test
    void theBalanceOfThePublishedCodeWeighsTheRarerOutcomeMore() {
        assertThat(loss(StepLoss.SPR_BALANCED, LOGITS, RIGHT, ALIKE)).isCloseTo(0.26579, within(1e-5));
        // two of three agree and are right, one is wrong: P = 3, Q = 2; 1.5 * 2/5 and 3/5
        double right = Math.log1p(Math.exp(-1));
        double wrong = Math.log1p(Math.exp(-2));
        assertThat(loss(StepLoss.SPR_BALANCED, new float[] {1, 1, -2}, new float[] {1, 1, 0}, new float[] {1, 1, 1}))
                .isCloseTo((0.6 * right * 2 + 0.6 * wrong) / 1.8, within(1e-5));
    }

    @Test
    void plainCrossEntropyCountsEveryStep() {
        assertThat(loss(StepLoss.BCE, LOGITS, RIGHT, ALIKE)).isCloseTo(0.80688, within(1e-5));
    }

    @Test
    void weightsMultiplyWhatAStepCosts() {
        float[] weight = {2, 1, 0, 1};
        assertThat(loss(StepLoss.SPR, LOGITS, RIGHT, weight)).isCloseTo(2 * 0.126928 / 4, within(1e-5));
        assertThat(loss(StepLoss.BCE, LOGITS, RIGHT, weight))
                .isCloseTo((2 * 0.126928 + 1.313262 + 1.313262) / 4, within(1e-5));
        assertThat(loss(StepLoss.SPR_BALANCED, LOGITS, RIGHT, weight)).isCloseTo(0.126928, within(1e-5));
    }

    @Test
    void largeLogitsCostNoMoreThanTheyShould() {
        float[] logits = {200, -200, 200};
        assertThat(loss(StepLoss.BCE, logits, new float[] {1, 0, 0}, new float[] {1, 1, 1}))
                .isCloseTo(200.0 / 3, within(1e-3));
    }

    @Test
    void theSoftFilterWeighsAStepByTheProbabilityOfItsOutcome() {
        // sigmoid(2), sigmoid(-1), sigmoid(0.5) and sigmoid(-1) of their cross-entropies, over 4
        assertThat(loss(StepLoss.SPR_SOFT, LOGITS, RIGHT, ALIKE)).isCloseTo(0.278318, within(1e-5));
    }

    @Test
    void labelSmoothingMovesTheTargetAndNotTheFilter() {
        // from another implementation, with targets 0.9 and 0.1
        assertThat(loss(StepLoss.SPR, LOGITS, RIGHT, ALIKE, 0.2)).isCloseTo(0.212751, within(1e-5));
        assertThat(loss(StepLoss.SPR_BALANCED, LOGITS, RIGHT, ALIKE, 0.2)).isCloseTo(0.405784, within(1e-5));
        assertThat(loss(StepLoss.BCE, LOGITS, RIGHT, ALIKE, 0.2)).isCloseTo(0.819382, within(1e-5));
        assertThat(loss(StepLoss.SPR_SOFT, LOGITS, RIGHT, ALIKE, 0.2)).isCloseTo(0.316692, within(1e-5));
    }

    private static double loss(StepLoss kind, float[] logits, float[] outcome, float[] weight) {
        return loss(kind, logits, outcome, weight, 0);
    }

    private static double loss(StepLoss kind, float[] logits, float[] outcome, float[] weight, double smoothing) {
        try (PtNDManager scope = KERNELS.newManager()) {
            return KERNELS.tensor(
                            scope,
                            "step_loss",
                            (PtNDArray) scope.create(logits),
                            (PtNDArray) scope.create(outcome),
                            (PtNDArray) scope.create(weight),
                            kind.code,
                            smoothing)
                    .toFloatArray()[0];
        }
    }
}
