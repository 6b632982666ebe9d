package io.github.metastone4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.data.message.UserMessage;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.ReflectiveModels;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.evaluation.rollout.OutcomeVerifier;
import io.github.metastone4j.evaluation.rollout.Problem;
import io.github.metastone4j.evaluation.rollout.Problems;
import io.github.metastone4j.evaluation.rollout.RolloutStore;
import io.github.metastone4j.evaluation.rollout.Sampling;
import io.github.metastone4j.generation.GenerationListener;
import io.github.metastone4j.generation.GenerationRequest;
import io.github.metastone4j.generation.GenerationResult;
import io.github.metastone4j.generation.Trajectory;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Selector;
import io.github.metastone4j.training.FrozenHeadTraining.Unit;
import io.github.metastone4j.training.kernel.HeadWeights;
import io.github.metastone4j.training.kernel.LossSettings.StepLoss;
import io.github.metastone4j.training.kernel.TrainableHead;
import io.github.metastone4j.training.kernel.TrainableHead.FeatureScale;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadRecipeTest {

    private static final int SAMPLES = 4;

    /** Some rule that tells trajectories apart: the tiny model knows no answers. */
    private static final OutcomeVerifier PARITY = (problem, output) -> output.length() % 2 == 0;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"score_module.safetensors", "score_module.pt"})
    void aHeadWeWroteLoadsWithItsCheckpointAndGivesTheScoresTheTrainerSaw(String file) throws IOException {
        assertServedAsSeen(file, null);
    }

    @Test
    void aHeadThatReadsBeforeAnotherLayerIsServedThere() throws IOException {
        assertServedAsSeen("score_module.safetensors", 1);
        assertThat(folder.resolve("out/score_module.pt")).doesNotExist();
    }

    private void assertServedAsSeen(String file, @Nullable Integer layer) throws IOException {
        Path policy = ReflectiveModels.withoutHead(folder);
        Path out = folder.resolve("out");
        HeadReport report;
        try (ReflectiveModel model = load(policy)) {
            report = recipe(model, out, 10, new ArrayList<>(), layer).run();
        }
        assertThat(report.samples()).isEqualTo(SAMPLES);
        assertThat(out.resolve("README.md")).content().contains("# A score head for", "| temperature | 0.9 |");
        assertThat(Files.readAllLines(out.resolve("head-log.jsonl"))).anyMatch(line -> line.contains("\"auc\""));
        FeatureStore features = FeatureStore.open(out.resolve("features.bin"));
        float[] seen = logits(report.best().head(), features);
        int compared = 0;
        Files.copy(out.resolve(file), policy.resolve(file));
        try (ReflectiveModel served = ReflectiveModel.load(ReflectiveModels.options(policy))) {
            for (int problem = 0; problem < 10; problem++) {
                GenerationResult result = sampled(served, problems(10).all().get(problem), problem);
                for (Trajectory trajectory : result.trajectories()) {
                    int[] rows = features.rowsOf(problem * SAMPLES + trajectory.index());
                    List<Double> scores = trajectory.stepScores();
                    assertThat(rows[1] - rows[0]).isIn(0, scores.size()); // twins have no rows of their own
                    for (int row = rows[0]; row < rows[1]; row++) {
                        assertThat(1 / (1 + Math.exp(-seen[row]))).isCloseTo(scores.get(row - rows[0]), within(1e-4));
                        compared++;
                    }
                }
            }
        }
        assertThat(compared).isEqualTo(seen.length).isPositive();
    }

    @Test
    void aStoppedRunGoesOnAndAFinishedHeadIsNotReplacedUnasked() throws IOException {
        Path policy = ReflectiveModels.thinking(folder);
        Path out = folder.resolve("out");
        List<String> reports = new ArrayList<>();
        try (ReflectiveModel model = load(policy)) {
            var sampling = new Sampling(model, settings(), "", 1, PARITY);
            Files.createDirectories(out);
            List<Problem> all = problems(10).all();
            try (var store = RolloutStore.open(out.resolve("rollouts.jsonl"), sampling.identity(all))) {
                sampling.run(all.subList(0, 4), store, (what, done, of, detail) -> {});
            }
            new HeadRecipe(
                            model,
                            problems(10),
                            PARITY,
                            recipeSettings(null),
                            out,
                            (what, done, of, detail) -> reports.add(what + " " + done))
                    .run();
            assertThat(reports).contains("sampling 5", "sampling 10").doesNotContain("sampling 4");
            byte[] resumed = Files.readAllBytes(out.resolve("rollouts.jsonl"));
            Path whole = folder.resolve("whole");
            recipe(model, whole, 10).run();
            assertThat(Files.readAllBytes(whole.resolve("rollouts.jsonl"))).isEqualTo(resumed);

            assertThatThrownBy(() -> HeadRecipe.requirePossible(SAMPLES, out, false))
                    .hasMessageContaining("has a finished head")
                    .hasMessageContaining("--overwrite");
            reports.clear();
            recipe(model, out, 10, reports).run();
            assertThat(reports).noneMatch(line -> line.startsWith("sampling") || line.startsWith("reading"));
        }
    }

    @Test
    void aRunDoesNotGoOnWithVerdictsOfAnotherJudge() throws IOException {
        OutcomeVerifier strict = new OutcomeVerifier() {
            @Override
            public boolean isRight(Problem problem, String output) {
                return false;
            }

            @Override
            public String identity() {
                return "strict";
            }
        };
        Path file = folder.resolve("rollouts.jsonl");
        try (ReflectiveModel model = load(ReflectiveModels.thinking(folder))) {
            List<Problem> all = problems(10).all();
            RolloutStore.open(file, new Sampling(model, settings(), "", 1, PARITY).identity(all))
                    .close();

            assertThatThrownBy(
                            () -> RolloutStore.open(file, new Sampling(model, settings(), "", 1, strict).identity(all)))
                    .hasMessageContaining("grader was not set and is strict");
        }
    }

    @Test
    void whatIsNotTheRunsOwnIsLeftAlone() throws IOException {
        Path policy = ReflectiveModels.thinking(folder);
        assertThatThrownBy(() -> HeadRecipe.requirePossible(SAMPLES, policy, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has a score_module.pt that no run of this kind wrote");
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> HeadRecipe.requirePossible(SAMPLES, file, true))
                .hasMessageContaining("is a file");
    }

    @Test
    void oneTrajectoryOfEachProblemIsTooFew() {
        assertThatThrownBy(() -> HeadRecipe.requirePossible(1, folder, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothing to choose from");
    }

    @Test
    void whereAllAreWrongNoHeadIsWritten() {
        Path policy = ReflectiveModels.thinking(folder);
        Path out = folder.resolve("out");
        try (ReflectiveModel model = load(policy)) {
            var recipe = new HeadRecipe(
                    model,
                    problems(4),
                    OutcomeVerifier.finalAnswer(),
                    recipeSettings(null),
                    out,
                    (what, done, of, detail) -> {});
            assertThatThrownBy(recipe::run).hasMessageContaining("are wrong").hasMessageContaining("--instruction");
        }
        assertThat(out.resolve("score_module.safetensors")).doesNotExist();
        assertThat(out.resolve("head-log.jsonl")).doesNotExist();
    }

    private static HeadRecipe recipe(ReflectiveModel model, Path out, int problems) {
        return recipe(model, out, problems, new ArrayList<>());
    }

    private static HeadRecipe recipe(ReflectiveModel model, Path out, int problems, List<String> reports) {
        return recipe(model, out, problems, reports, null);
    }

    private static HeadRecipe recipe(
            ReflectiveModel model, Path out, int problems, List<String> reports, @Nullable Integer layer) {
        return new HeadRecipe(
                model,
                problems(problems),
                PARITY,
                recipeSettings(layer),
                out,
                (what, done, of, detail) -> reports.add(what + " " + done));
    }

    private static ReflectiveModel load(Path policy) {
        return ReflectiveModel.load(
                ReflectiveModels.options(policy).withDtype(Dtype.FLOAT32).withAllowMissingHead(true));
    }

    private static Problems problems(int count) {
        List<Problem> all = IntStream.range(0, count)
                .mapToObj(i -> new Problem("What is " + i + " + 1?", "" + (i + 1)))
                .toList();
        return new Problems(all.subList(0, count / 2), all.subList(count / 2, count));
    }

    private static ReflectionSettings settings() {
        return ReflectiveModels.settings(SAMPLES, 1).withSelection(Aggregator.GEOMETRIC_MEAN, Selector.MAJORITY);
    }

    private static HeadRecipe.Settings recipeSettings(@Nullable Integer layer) {
        var training = new FrozenHeadTraining.Settings(
                StepLoss.SPR,
                0,
                0.2,
                true,
                1,
                2,
                2,
                16,
                Unit.TRAJECTORIES,
                1e-2,
                0,
                Aggregator.GEOMETRIC_MEAN,
                List.of(1L));
        return new HeadRecipe.Settings(settings(), "", layer, null, training, 1);
    }

    /** What the run drew for a problem, drawn again by the model that has the head. */
    private static GenerationResult sampled(ReflectiveModel model, Problem problem, int number) {
        int[] prompt = model.prompt(List.of(UserMessage.from(problem.question())), List.of());
        GenerationRequest request = model.request(prompt, settings(), 1_000_003 + number, true, trajectories -> 0);
        return model.loop()
                .submit(request, new GenerationListener() {})
                .result()
                .join();
    }

    private static float[] logits(HeadWeights head, FeatureStore features) {
        try (var kernel =
                new TrainableHead(features.width(), features.dtype(), FeatureScale.none(features.width()), 1)) {
            return kernel.logits(
                    head, features.read(IntStream.range(0, features.rows()).toArray()));
        }
    }
}
