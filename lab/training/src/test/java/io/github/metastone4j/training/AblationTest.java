package io.github.metastone4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.ReflectiveModels;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.evaluation.ProblemResult;
import io.github.metastone4j.evaluation.rollout.EvaluationRun;
import io.github.metastone4j.evaluation.rollout.OutcomeVerifier;
import io.github.metastone4j.evaluation.rollout.Problem;
import io.github.metastone4j.evaluation.rollout.Problems;
import io.github.metastone4j.evaluation.rollout.RatedProblem;
import io.github.metastone4j.evaluation.rollout.RolloutStore;
import io.github.metastone4j.evaluation.rollout.Sampling;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Selector;
import io.github.metastone4j.training.Ablation.Joint;
import io.github.metastone4j.training.FrozenHeadTraining.Unit;
import io.github.metastone4j.training.kernel.LossSettings.StepLoss;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AblationTest {

    private static final int SAMPLES = 4;
    private static final Set<AblationFactor> HEADS = EnumSet.complementOf(EnumSet.of(AblationFactor.COUPLING));

    /** Some rule that tells trajectories apart: the tiny model knows no answers. */
    private static final OutcomeVerifier PARITY = (problem, output) -> output.length() % 2 == 0;

    @TempDir
    Path folder;

    private final List<String> reports = new ArrayList<>();

    @Test
    void everyVariantHasItsLineAndSpreadAndARepeatedCallDoesNothingTwice() throws IOException {
        Path out = folder.resolve("out");
        try (ReflectiveModel model = load(ReflectiveModels.withoutHead(folder))) {
            AblationReport one = ablation(model, out, HEADS, 1, null).run();
            assertThat(one.table()).doesNotContain("±  ").contains("| base ");
            byte[] first = Files.readAllBytes(out.resolve("ablation.jsonl"));
            reports.clear();

            AblationReport two = ablation(model, out, HEADS, 2, null).run();

            JsonNode json = two.json();
            assertThat(settings(json, "loss"))
                    .containsExactly("spr", "spr-balanced", "spr-soft", "bce", "spr, no warm-up");
            assertThat(settings(json, "layer")).startsWith("0").hasSize(layers(model));
            assertThat(settings(json, "aggregator"))
                    .containsExactly("geometric-mean", "mean", "product", "min", "last");
            assertThat(settings(json, "balance")).containsExactly("within problems", "none");
            assertThat(settings(json, "data")).containsExactly("100 %", "50 %", "25 %", "10 %");
            assertThat(settings(json, "dropout")).containsExactly("0.5", "0.1", "0.0");
            for (JsonNode row : json.get("rows")) {
                assertThat(row.path("auc").path("mean").asDouble()).isBetween(0.0, 1.0);
                assertThat(row.path("auc").has("deviation")).isTrue();
                assertThat(row.path("best-score").path("4").has("mean")).isTrue();
            }
            assertThat(json.get("findings")).hasSize(1 + 3 + layers(model) - 1);
            assertThat(reports).noneMatch(line -> line.startsWith("sampling") || line.startsWith("reading"));
            assertThat(reports).allMatch(line -> line.contains("seed 2")).isNotEmpty();
            List<String> lines = Files.readAllLines(out.resolve("ablation.jsonl"));
            assertThat(Files.readAllBytes(out.resolve("ablation.jsonl"))).startsWith(first);
            assertThat(lines).hasSize(1 + 2 * (lines(first) - 1)).doesNotHaveDuplicates();
            assertThat(out.resolve("ablation.md")).content().contains(two.table());
            assertThat(out.resolve("ablation.json")).exists();

            reports.clear();
            assertThat(ablation(model, out, HEADS, 2, null).run().table()).isEqualTo(two.table());
            assertThat(reports).isEmpty();
            assertThat(Files.readAllLines(out.resolve("ablation.jsonl"))).isEqualTo(lines);
        }
    }

    @Test
    void aTornLineIsMadeAgainAsItWas() throws IOException {
        Path out = folder.resolve("out");
        try (ReflectiveModel model = load(ReflectiveModels.withoutHead(folder))) {
            Set<AblationFactor> dropout = EnumSet.of(AblationFactor.DROPOUT);
            ablation(model, out, dropout, 1, null).run();
            Path file = out.resolve("ablation.jsonl");
            String whole = Files.readString(file);
            Files.writeString(file, whole.substring(0, whole.length() - 20));
            ablation(model, out, dropout, 1, null).run();
            assertThat(Files.readString(file)).isEqualTo(whole);
        }
    }

    @Test
    void aggregatorsReadTheSameHeadOtherwise() {
        Path out = folder.resolve("out");
        try (ReflectiveModel model = load(ReflectiveModels.withoutHead(folder))) {
            ablation(model, out, EnumSet.of(AblationFactor.AGGREGATOR), 1, null).run();
            assertThat(reports.stream().filter(line -> line.startsWith("heads")))
                    .containsExactly("heads 1 of 1, base, geometric-mean, seed 1");
        }
    }

    @Test
    void anEarlierRunsTrajectoriesAreTakenIfTheyFit() throws IOException {
        Path policy = ReflectiveModels.withoutHead(folder);
        Path earlier = Files.createDirectories(folder.resolve("earlier"));
        try (ReflectiveModel model = load(policy)) {
            var sampling = new Sampling(model, drawn(), "", 1, PARITY);
            List<Problem> all = problems().all();
            try (var store = RolloutStore.open(earlier.resolve("rollouts.jsonl"), sampling.identity(all))) {
                sampling.run(all, store, (what, done, of, detail) -> {});
            }
            Set<AblationFactor> balance = EnumSet.of(AblationFactor.BALANCE);
            ablation(model, folder.resolve("out"), balance, 1, earlier).run();
            assertThat(reports).isNotEmpty().noneMatch(line -> line.startsWith("sampling"));
            assertThat(folder.resolve("out/rollouts.jsonl")).hasSameBinaryContentAs(earlier.resolve("rollouts.jsonl"));

            var other = new Ablation.Settings(drawn(), "!", base(1), null, balance, joint(0), earlier, 1);
            assertThatThrownBy(() -> run(model, other, folder.resolve("other")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("instruction was  and is !");
            assertThatThrownBy(() -> ablation(model, folder.resolve("other"), balance, 1, folder.resolve("none"))
                            .run())
                    .hasMessageContaining("attempts cannot be read from");
        }
    }

    @Test
    void couplingIsTriedWithJointRunsFromTheSameStart() throws IOException {
        Path out = folder.resolve("out");
        try (ReflectiveModel model = load(ReflectiveModels.thinking(folder))) {
            var settings = new Ablation.Settings(
                    drawn(), "", base(1), null, EnumSet.of(AblationFactor.COUPLING), joint(1), null, 1);
            AblationReport report = run(model, settings, out);
            assertThat(settings(report.json(), "coupling")).containsExactly("before", "0.0", "1.0E-4", "1.0");
            assertThat(report.json().get("findings")).hasSize(2);
            try (Stream<Path> files = Files.walk(out)) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .contains("coupling-1.0-seed-1")
                        .doesNotContain("state.safetensors");
            }
            reports.clear();
            assertThat(run(model, settings, out).table()).isEqualTo(report.table());
            assertThat(reports).isEmpty();
        }
    }

    @Test
    void jointRunsAreMeasuredByTheSamplesThatAnEvaluationGives() {
        try (ReflectiveModel model = load(ReflectiveModels.thinking(folder))) {
            List<Integer> told = new ArrayList<>();
            List<ProblemResult> results = ablation(
                            model, settings(EnumSet.of(AblationFactor.COUPLING), 1, null), folder.resolve("out"))
                    .attempted(model, 2, told::add);

            List<RatedProblem> heldOut = problems().heldOut().stream()
                    .map(problem -> new RatedProblem(problem, 0))
                    .toList();
            // Seeds of the sampling and of the run: 1 and 2.
            assertThat(results)
                    .isEqualTo(new EvaluationRun(model, drawn(), "", 1 + 7919 * 3, PARITY).over(heldOut, result -> {}));
            assertThat(results.stream().flatMap(result -> result.samples().stream()))
                    .allSatisfy(sample -> assertThat(sample.stepEnds()).hasSameSizeAs(sample.stepScores()))
                    .anySatisfy(sample -> assertThat(sample.stepEnds()).isNotEmpty())
                    .anySatisfy(sample -> assertThat(sample.thinkingTokens()).isLessThan(sample.tokens()))
                    .anySatisfy(sample -> assertThat(sample.finished()).isFalse());
            assertThat(told).containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    @Test
    void whatCannotBeIsRefusedBeforeAnythingIsSampled() throws IOException {
        Path out = folder.resolve("out");
        try (ReflectiveModel model = load(ReflectiveModels.withoutHead(folder))) {
            assertThatThrownBy(() -> run(
                            model,
                            new Ablation.Settings(
                                    drawn(), "", base(1), null, EnumSet.of(AblationFactor.COUPLING), joint(1), null, 1),
                            out))
                    .hasMessageContaining("has no score head for joint runs to start from")
                    .hasMessageContaining("--joint-iterations 0");
            assertThatThrownBy(() -> run(
                            model,
                            new Ablation.Settings(drawn(), "", base(1), List.of(99), HEADS, joint(0), null, 1),
                            out))
                    .hasMessageContaining("there is no layer 99");
            Problems few =
                    new Problems(problems().training().subList(0, 5), problems().heldOut());
            assertThatThrownBy(() -> new Ablation(
                            model, few, PARITY, settings(HEADS, 1, null), out, (what, done, of, detail) -> {}))
                    .hasMessageContaining("give at least 10");
            assertThat(out).doesNotExist();

            ablation(model, out, EnumSet.of(AblationFactor.BALANCE), 1, null).run();
            var base = base(1).withDropout(0.3);
            assertThatThrownBy(() ->
                            run(model, new Ablation.Settings(drawn(), "", base, null, HEADS, joint(0), null, 1), out))
                    .hasMessageContaining("was begun with other settings: base was");
        }
        assertThatThrownBy(() -> Ablation.requirePossible(1, folder)).hasMessageContaining("nothing to choose from");
        Path file = Files.writeString(folder.resolve("ablation.md"), "");
        assertThatThrownBy(() -> Ablation.requirePossible(2, file)).hasMessageContaining("is a file");
        assertThatThrownBy(() -> Ablation.requirePossible(2, folder))
                .hasMessageContaining("has an ablation.md that no run of this kind wrote");
        assertThatThrownBy(() -> AblationFactor.parse("width")).hasMessageContaining("choose of loss, layer");
    }

    private Ablation ablation(
            ReflectiveModel model, Path out, Set<AblationFactor> factors, int seeds, @Nullable Path rollouts) {
        return ablation(model, settings(factors, seeds, rollouts), out);
    }

    private Ablation ablation(ReflectiveModel model, Ablation.Settings settings, Path out) {
        return new Ablation(
                model,
                problems(),
                PARITY,
                settings,
                out,
                (what, done, of, detail) ->
                        reports.add(what + " " + done + " of " + of + ", " + detail.replaceAll(": AUC.*", "")));
    }

    private AblationReport run(ReflectiveModel model, Ablation.Settings settings, Path out) {
        return ablation(model, settings, out).run();
    }

    private static Ablation.Settings settings(Set<AblationFactor> factors, int seeds, @Nullable Path rollouts) {
        return new Ablation.Settings(drawn(), "", base(seeds), null, factors, joint(0), rollouts, 1);
    }

    private static Joint joint(int iterations) {
        return new Joint(iterations, 2, 2, 1e-4, 1e-3);
    }

    private static ReflectionSettings drawn() {
        return ReflectiveModels.settings(SAMPLES, 1).withSelection(Aggregator.GEOMETRIC_MEAN, Selector.MAJORITY);
    }

    private static FrozenHeadTraining.Settings base(int seeds) {
        return new FrozenHeadTraining.Settings(
                StepLoss.SPR,
                0,
                0.5,
                true,
                1,
                1,
                1,
                64,
                Unit.TRAJECTORIES,
                1e-2,
                0,
                Aggregator.GEOMETRIC_MEAN,
                LongStream.rangeClosed(1, seeds).boxed().toList());
    }

    private static Problems problems() {
        List<Problem> all = IntStream.range(0, 26)
                .mapToObj(i -> new Problem("What is " + i + " + 1?", "" + (i + 1)))
                .toList();
        return new Problems(all.subList(0, 20), all.subList(20, 26));
    }

    private static ReflectiveModel load(Path policy) {
        return ReflectiveModel.load(
                ReflectiveModels.options(policy).withDtype(Dtype.FLOAT32).withAllowMissingHead(true));
    }

    private static int layers(ReflectiveModel model) {
        return model.checkpoint().config().layers();
    }

    private static int lines(byte[] file) {
        return new String(file, StandardCharsets.UTF_8).split("\n").length;
    }

    private static List<String> settings(JsonNode json, String factor) {
        return StreamSupport.stream(json.get("rows").spliterator(), false)
                .filter(row -> row.path("factor").asText().equals(factor))
                .map(row -> row.path("setting").asText())
                .toList();
    }
}
