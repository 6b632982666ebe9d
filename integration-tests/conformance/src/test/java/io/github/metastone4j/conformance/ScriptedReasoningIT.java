package io.github.metastone4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metastone4j.Reflection;
import io.github.metastone4j.ReflectionListener;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectionTrajectory;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.selection.Selector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** That the suite depends on the right trajectory being chosen. */
class ScriptedReasoningIT {

    private final ReflectiveModel model = ScriptedModel.open();

    @AfterEach
    void close() {
        model.close();
    }

    @Test
    void careless_trajectories_compete_and_lose() {
        Reflection reflection = ask(Selector.BEST_SCORE);

        assertThat(reflection.trajectories())
                .extracting(trajectory -> trajectory.thinking().strip())
                .contains(ScriptedReasoning.CAREFUL_THOUGHT.strip(), ScriptedReasoning.CARELESS_THOUGHT.strip());
        assertThat(reflection.answer()).isEqualTo("The capital of Germany is Berlin.");
    }

    @Test
    void a_selector_that_does_not_look_at_scores_would_answer_another_question() {
        assertThat(ask(Selector.SHORTEST).answer()).isEqualTo(ScriptedReasoning.CARELESS_ANSWER);
    }

    @Test
    void the_first_step_of_a_careless_trajectory_scores_best() {
        ReflectionTrajectory careful = ask(Selector.BEST_SCORE).winner();
        ReflectionTrajectory careless = ask(Selector.SHORTEST).winner();

        assertThat(careless.steps().get(0).score())
                .isGreaterThan(careful.steps().get(0).score());
        assertThat(careless.steps().get(1).score())
                .isLessThan(careful.steps().get(1).score());
    }

    private Reflection ask(Selector selector) {
        ReflectionSettings settings =
                ReflectionSettings.standard().withTrajectories(32).withSeed(1L);
        return model.reflect(
                "What is the capital of Germany?",
                settings.withSelection(settings.aggregator(), selector),
                new ReflectionListener() {});
    }
}
