package io.github.metastone4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.UserMessage;
import io.github.metastone4j.Reflection;
import io.github.metastone4j.ReflectionListener;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.ScriptedModels;
import io.github.metastone4j.ScriptedModels.Line;
import io.github.metastone4j.effort.Economy;
import io.github.metastone4j.effort.EffortReport.Wave;
import io.github.metastone4j.evaluation.SpentEffort.Spent;
import io.github.metastone4j.generation.GenerationListener;
import io.github.metastone4j.generation.GenerationResult;
import io.github.metastone4j.generation.Step;
import io.github.metastone4j.generation.Trajectory;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.FinalAnswer;
import io.github.metastone4j.selection.Selector;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpentEffortTest {

    /** While texts are the same, which line is written is drawn anew at each token, so that the scores of steps differ. */
    private static final String BEGINNING = "It begins like this.\n\n".repeat(4);

    private static final Line[] LINES = {
        new Line(BEGINNING + "Five and so on.\n\n".repeat(4), "\\boxed{5}", 0.8),
        new Line(BEGINNING + "Six or so.\n\n".repeat(7), "\\boxed{6}", 0.45),
        new Line(BEGINNING + "Seven.\n\n", "\\boxed{7}", 0.3),
        new Line("At once.\n\n", "\\boxed{5}", 0.6)
    };

    @TempDir
    Path folder;

    @Test
    void what_samples_foretell_is_what_a_live_run_spends_and_chooses() {
        ReflectionSettings settings = ReflectionSettings.standard().withTrajectories(32);
        int givenUp = 0;
        int early = 0;
        try (ReflectiveModel model = ScriptedModels.model(folder, LINES)) {
            for (long seed = 0; seed < 2; seed++) {
                var problem = new SubsetAccuracy(sampled(model, settings, seed), Aggregator.GEOMETRIC_MEAN, 1);
                for (Selector selector : List.of(Selector.WEIGHTED_MAJORITY, Selector.BEST_SCORE)) {
                    for (double confidence : new double[] {0.7, 0.95}) {
                        for (double pruning : new double[] {0, 0.05, 0.2}) {
                            var economy = new Economy(confidence, pruning);
                            Reflection live = model.reflect(
                                    "?",
                                    settings.withEconomy(economy)
                                            .withSelection(Aggregator.GEOMETRIC_MEAN, selector)
                                            .withSeed(seed),
                                    ReflectionListener.NONE);

                            List<Spent> waves = SpentEffort.waves(problem, problem.candidates(), selector, economy);

                            assertThat(waves.stream()
                                            .map(one -> new Wave(one.trajectories(), one.agreement()))
                                            .toList())
                                    .as("seed %s, %s, %s", seed, selector, economy)
                                    .isEqualTo(live.spending().waves());
                            Spent spent = waves.get(waves.size() - 1);
                            assertThat(spent.trajectories())
                                    .isEqualTo(live.trajectories().size());
                            assertThat(spent.tokens()).isEqualTo(live.allTokens());
                            assertThat(spent.winner())
                                    .isEqualTo(live.selection().index());
                            givenUp += live.spending().pruned().size();
                            early += spent.trajectories() < 32 ? 1 : 0;
                        }
                    }
                }
            }
        }
        assertThat(givenUp).isGreaterThan(10);
        assertThat(early).isGreaterThan(5);
    }

    /** All trajectories, each with its answer, as an evaluation samples them. */
    private static ProblemResult sampled(ReflectiveModel model, ReflectionSettings settings, long seed) {
        int[] prompt = model.prompt(List.of(UserMessage.from("?")), List.of());
        GenerationResult result = model.loop()
                .submit(model.request(prompt, settings, seed, true, trajectories -> 0), new GenerationListener() {})
                .result()
                .join();
        return new ProblemResult(
                "problem",
                1,
                "5",
                result.trajectories().stream().map(one -> sample(model, one)).toList());
    }

    private static Sample sample(ReflectiveModel model, Trajectory one) {
        String answer = FinalAnswer.of(model.tokenizer().decode(one.tokens(), true));
        return new Sample(
                one.stepScores(),
                one.steps().stream().map(Step::end).toList(),
                answer,
                "5".equals(answer),
                one.logProbability(),
                one.tokens().length,
                one.thinkingLength(),
                true);
    }

    @Test
    void who_is_content_with_less_stops_at_an_earlier_wave() {
        List<Spent> waves = List.of(
                new Spent(4, 40, 0, 0.7),
                new Spent(6, 60, 1, 0.6),
                new Spent(9, 90, 2, 0.9),
                new Spent(13, 130, 3, 0.99));

        assertThat(SpentEffort.until(waves, 0.6, 13)).isEqualTo(waves.get(0));
        assertThat(SpentEffort.until(waves, 0.8, 13)).isEqualTo(waves.get(2));
        assertThat(SpentEffort.until(waves, 0.95, 13)).isEqualTo(waves.get(3));
        assertThat(SpentEffort.until(waves, 0.999, 13)).isEqualTo(waves.get(3));
        List<Spent> silent = List.of(new Spent(4, 40, 0, Double.NaN), new Spent(9, 90, 0, Double.NaN));
        assertThat(SpentEffort.until(silent, 0.6, 32)).isEqualTo(silent.get(1));
    }
}
