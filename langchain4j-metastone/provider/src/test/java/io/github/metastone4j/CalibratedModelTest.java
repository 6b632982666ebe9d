package io.github.metastone4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metastone4j.ScriptedModels.Line;
import io.github.metastone4j.checkpoint.Checkpoint;
import io.github.metastone4j.checkpoint.CheckpointException;
import io.github.metastone4j.effort.Calibration;
import io.github.metastone4j.effort.Calibration.Measured;
import io.github.metastone4j.effort.Economy;
import io.github.metastone4j.kernel.ScriptedEngine;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Selector;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds where a caller says nothing. */
class CalibratedModelTest {

    private static final ReflectionSettings AUTO = ReflectionSettings.standard()
            .withTrajectories(32)
            .withEconomy(Economy.CALIBRATED)
            .withSeed(1L);

    @TempDir
    Path folder;

    private static ScriptedEngine engine() {
        return ScriptedModels.engine(prompt -> List.of(new Line("Two and three.\n\n", "\\boxed{5}", 0.8)));
    }

    private static Reflection ask(ModelOptions options, ReflectionSettings settings) {
        try (ReflectiveModel model = ReflectiveModel.on(engine(), options)) {
            return model.reflect("?", settings, ReflectionListener.NONE);
        }
    }

    private static void calibrate(ModelOptions options, String weights) {
        Path model = options.checkpoint().dir();
        new Calibration(weights, Selector.MAJORITY, 0.6, 0.02, new Measured(9, 77, 32, 0.6, 0.5, 0.5, 0.3))
                .write(model.resolve(Calibration.FILE));
    }

    @Test
    void without_a_calibration_the_best_score_wins_and_auto_is_careful() {
        ModelOptions options = ScriptedModels.options(folder);

        Reflection reflection = ask(options, AUTO);

        assertThat(reflection.selection().selector()).isEqualTo(Selector.BEST_SCORE);
        assertThat(reflection.spending().economy()).isEqualTo(new Economy(0.95, 0.0));
    }

    @Test
    void with_one_selector_and_auto_are_as_it_says() {
        ModelOptions options = ScriptedModels.options(folder);
        calibrate(options, Checkpoint.open(options.checkpoint().dir()).digest());

        Reflection reflection = ask(options, AUTO);
        Reflection medium = ask(options, ReflectionSettings.standard());

        assertThat(reflection.selection().selector()).isEqualTo(Selector.MAJORITY);
        assertThat(reflection.spending().economy()).isEqualTo(new Economy(0.6, 0.02));
        assertThat(medium.selection().selector()).isEqualTo(Selector.MAJORITY);
        assertThat(medium.spending().economy()).isEqualTo(Economy.NONE);
        assertThat(medium.trajectories()).hasSize(8);
    }

    @Test
    void what_a_caller_says_goes_before_it() {
        ModelOptions options = ScriptedModels.options(folder);
        calibrate(options, options.checkpoint().digest());

        Reflection reflection = ask(
                options,
                AUTO.withEconomy(new Economy(0.99, null)).withSelection(Aggregator.GEOMETRIC_MEAN, Selector.SHORTEST));

        assertThat(reflection.selection().selector()).isEqualTo(Selector.SHORTEST);
        assertThat(reflection.spending().economy()).isEqualTo(new Economy(0.99, 0.02));
    }

    @Test
    void one_for_other_weights_is_refused_unless_it_is_not_asked_for() {
        ModelOptions options = ScriptedModels.options(folder);
        calibrate(options, "0123456789ab");
        String own = options.checkpoint().digest();

        assertThatThrownBy(() -> ReflectiveModel.on(engine(), options))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("0123456789ab")
                .hasMessageContaining(own);
        assertThat(ask(options.withCalibrated(false), AUTO).selection().selector())
                .isEqualTo(Selector.BEST_SCORE);
    }
}
