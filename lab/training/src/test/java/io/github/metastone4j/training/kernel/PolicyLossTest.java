package io.github.metastone4j.training.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.github.metastone4j.kernel.Kernels;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The loss of GRPO in numbers of another implementation. */
class PolicyLossTest {

    private static final Offset<Float> CLOSE = within(1e-5f);

    @Test
    void theSurrogateIsClippedOnTheSideThatWouldGainAndTheDivergenceIsTheLowVarianceEstimate() {
        float[] result = loss(
                new float[] {-0.5f, -1, -2, -0.1f},
                new float[] {-0.7f, -0.6f, -2, -0.9f},
                new float[] {-0.4f, -1.5f, -1, -0.1f},
                new float[] {1.2f, -0.8f, 0.5f, 2},
                0.001);
        float[] losses = {-1.439995f, 0.640107f, -0.499282f, -2.4f};
        float[] divergences = {0.005171f, 0.106531f, 0.718282f, 0};
        float[] clipped = {1, 1, 0, 1};
        for (int i = 0; i < 4; i++) {
            assertThat(result[i]).isCloseTo(losses[i], CLOSE);
            assertThat(result[4 + i]).isCloseTo(divergences[i], CLOSE);
            assertThat(result[8 + i]).isEqualTo(clipped[i]);
        }
    }

    @Test
    void aTokenThatHasMovedAgainstItsAdvantageIsNotHeldBack() {
        // ratio e^-1 with a good outcome, e with a bad one: both cost what they cost
        float[] result = loss(new float[] {-2, -1}, new float[] {-1, -2}, new float[] {-2, -1}, new float[] {1, -1}, 0);
        assertThat(result[0]).isCloseTo((float) -Math.exp(-1), CLOSE);
        assertThat(result[1]).isCloseTo((float) Math.exp(1), CLOSE);
        assertThat(result[4]).isZero();
        assertThat(result[5]).isZero();
    }

    /** Three times as many numbers as tokens: losses, divergences, and whether they were clipped. */
    private static float[] loss(float[] present, float[] old, float[] reference, float[] advantages, double weight) {
        try (Kernels kernels = TrainingSource.compile();
                PtNDManager scope = kernels.newManager()) {
            return kernels.tensor(
                            scope,
                            "policy_loss",
                            (PtNDArray) scope.create(present),
                            (PtNDArray) scope.create(old),
                            (PtNDArray) scope.create(reference),
                            (PtNDArray) scope.create(advantages),
                            0.2,
                            weight)
                    .toFloatArray();
        }
    }
}
