package io.github.metastone4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.ReflectiveModels;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.evaluation.rollout.Attempts;
import io.github.metastone4j.evaluation.rollout.Attempts.Attempt;
import io.github.metastone4j.generation.StepRule.StepTokens;
import io.github.metastone4j.generation.ThinkTags;
import io.github.metastone4j.kernel.Decoder;
import io.github.metastone4j.kernel.Golden;
import io.github.metastone4j.kernel.Reading;
import io.github.metastone4j.training.JointTraining.Settings;
import io.github.metastone4j.training.TrainingText.Label;
import io.github.metastone4j.training.kernel.LossSettings;
import io.github.metastone4j.training.kernel.LossSettings.StepLoss;
import io.github.metastone4j.training.kernel.TrainableModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JointTrainingTest {

    @TempDir
    Path folder;

    @BeforeAll
    static void useOneThread() {
        Decoder.setThreads(1);
    }

    @Test
    void aRunThatWasStoppedGoesOnAsIfItHadNot() throws IOException {
        Path model = ReflectiveModels.thinking(folder);
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        run(model, whole, 4, 2);
        run(model, parts, 2, 2);
        Path saved = Files.copy(parts.resolve("state.safetensors"), folder.resolve("saved"));
        run(model, parts, 4, 1);

        assertThat(JointRuns.untimed(parts)).isEqualTo(JointRuns.untimed(whole)).hasSize(4);
        assertSameWeights(parts, whole);

        // As after a crash: the state is older than the log, whose last line is torn.
        Files.copy(saved, parts.resolve("state.safetensors"), StandardCopyOption.REPLACE_EXISTING);
        Path log = parts.resolve("joint-log.jsonl");
        Files.writeString(log, Files.readString(log).strip().substring(0, (int) Files.size(log) - 20));
        run(model, parts, 4, 2);

        assertThat(JointRuns.untimed(parts)).isEqualTo(JointRuns.untimed(whole));
        assertSameWeights(parts, whole);
    }

    @Test
    void whatAFinishedRunLeftIsLeftAlone() {
        Path model = ReflectiveModels.thinking(folder);
        Path out = folder.resolve("out");
        run(model, out, 1, 1);
        byte[] state = JointRuns.bytes(out.resolve("state.safetensors"));
        List<JsonNode> log = JointRuns.log(out);

        JointReport report = run(model, out, 1, 1);

        assertThat(JointRuns.bytes(out.resolve("state.safetensors"))).isEqualTo(state);
        assertThat(report.lines()).isEqualTo(log);
        assertThat(report.table()).contains("| right, %", "| score of wrong");
        assertThat(report.json().path("last").path("right"))
                .isEqualTo(log.get(0).path("right"));
    }

    @Test
    void everyIterationLogsWhatItMeasured() {
        Path out = folder.resolve("out");
        run(ReflectiveModels.thinking(folder), out, 2, 9);

        assertThat(JointRuns.log(out)).hasSize(2).allSatisfy(line -> {
            assertThat(line.properties().stream().map(field -> field.getKey()))
                    .containsExactly(
                            "iteration",
                            "update",
                            "right",
                            "bestScore",
                            "auc",
                            "scoreRight",
                            "scoreWrong",
                            "gap",
                            "policyLoss",
                            "entropy",
                            "divergence",
                            "clipped",
                            "stepLoss",
                            "kept",
                            "policyGradientNorm",
                            "headGradientNorm",
                            "tokensPerAttempt",
                            "sampledTokensPerSecond",
                            "learntTokensPerSecond");
            assertThat(line.path("right").asDouble()).isBetween(0.01, 0.99);
            assertThat(line.path("tokensPerAttempt").asDouble()).isBetween(1.0, 32.0);
            assertThat(line.path("stepLoss").asDouble()).isPositive();
            assertThat(line.path("policyGradientNorm").asDouble()).isPositive();
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whereAllAttemptsAreAlikeTheHeadLearnsOnlyIfAsked(boolean mixedOnly) {
        Path out = folder.resolve("out");
        Settings settings = JointRuns.settings(2, 1, mixedOnly, 1e-3);
        JointRuns.training(ReflectiveModels.thinking(folder), out, settings, (problem, output) -> false)
                .run();

        JsonNode line = JointRuns.log(out).get(1);
        assertThat(line.path("right").asDouble()).isZero();
        assertThat(line.has("auc")).isFalse();
        assertThat(line.has("scoreRight")).isFalse();
        assertThat(line.path("headGradientNorm").asDouble() > 0).isEqualTo(!mixedOnly);
        assertThat(line.path("kept").asDouble() > 0).isEqualTo(!mixedOnly);
        assertThat(line.path("policyLoss").asDouble()).isFinite();
    }

    @Test
    void aCheckpointWithoutHeadGetsOne() {
        Path out = folder.resolve("out");
        JointReport report = run(ReflectiveModels.withoutHead(folder), out, 1, 1);

        try (ReflectiveModel served = ReflectiveModel.load(ReflectiveModels.options(report.checkpoint()))) {
            assertThat(served.hasScoreHead()).isTrue();
        }
    }

    @Test
    void aRunOfOtherSettingsIsRefusedWithBoth() {
        Path model = ReflectiveModels.thinking(folder);
        Path out = folder.resolve("out");
        run(model, out, 1, 1);

        assertThatThrownBy(() -> JointRuns.training(model, out, JointRuns.settings(1, 1, false, 2e-3), JointRuns.PARITY)
                        .run())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("policyRate=0.001, and this is policyRate=0.002")
                .hasMessageContaining("headRate=0.001, and this is headRate=0.002")
                .hasMessageContaining("choose another folder");
        assertThatThrownBy(() -> JointRuns.training(
                                model,
                                out,
                                JointRuns.settings(1, 1, false, 1e-3),
                                JointRuns.PARITY,
                                iteration -> JointRuns.problems(iteration + 1))
                        .run())
                .hasMessageContaining("problems with digest");
    }

    @Test
    void whatIsNotTheRunsOwnIsLeftAlone() throws IOException {
        Path model = ReflectiveModels.thinking(folder);
        Path out = Files.createDirectories(folder.resolve("out"));
        Files.writeString(out.resolve("joint-log.jsonl"), "mine");
        assertThatThrownBy(() -> run(model, out, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has a joint-log.jsonl that no run of this kind wrote");
        assertThat(out.resolve("joint-log.jsonl")).hasContent("mine");

        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> JointTraining.requirePossible(file)).hasMessageContaining("is a file");

        Path done = folder.resolve("done");
        run(model, done, 1, 1);
        assertThatThrownBy(() -> run(done.resolve("checkpoint"), done, 1, 1)).hasMessageContaining("which it writes");
    }

    @Test
    void anIterationWithoutProblemsIsTold() {
        Path model = ReflectiveModels.thinking(folder);
        assertThatThrownBy(() -> JointRuns.training(
                                model,
                                folder.resolve("out"),
                                JointRuns.settings(1, 1, false, 1e-3),
                                JointRuns.PARITY,
                                iteration -> List.of())
                        .run())
                .hasMessageContaining("iteration 1 has no problems");
        assertThatThrownBy(
                () -> JointRuns.training(folder, folder, JointRuns.settings(1, 1, false, 1), JointRuns.PARITY)
                        .run());
    }

    /** 16 texts in one pass, and in several of which the last group is smaller than asked for. */
    @Test
    void anUpdateOfSeveralPassesIsThatOfOneLargePass() {
        Path model = ReflectiveModels.thinking(folder);
        for (int tokensPerBatch : new int[] {150, 100_000}) {
            JointRuns.training(
                            model, folder.resolve("in-" + tokensPerBatch), oneUpdate(tokensPerBatch), JointRuns.PARITY)
                    .run();
        }
        JsonNode several = JointRuns.log(folder.resolve("in-150")).get(0);
        JsonNode one = JointRuns.log(folder.resolve("in-100000")).get(0);
        // Before the first update the policy is its own reference.
        assertThat(several.path("divergence").asDouble()).isBetween(0.0, 1e-6);
        assertThat(several.path("clipped").asDouble()).isZero();
        for (String field : List.of("update", "policyLoss", "stepLoss", "policyGradientNorm", "headGradientNorm")) {
            assertThat(several.path(field).asDouble())
                    .as(field)
                    .isCloseTo(one.path(field).asDouble(), within(2e-5));
        }
    }

    private static Settings oneUpdate(int tokensPerBatch) {
        Settings usual = JointRuns.settings(1, 1, false, 1e-3);
        return new Settings(
                1,
                usual.sampling(),
                "",
                new LossSettings(1, 1, StepLoss.SPR, 1, 0),
                false,
                tokensPerBatch,
                100,
                1e-3,
                1e-3,
                1,
                false,
                usual.optimizer(),
                Dtype.FLOAT32,
                false,
                1,
                1);
    }

    @Test
    void whatIsRewardedBecomesMoreLikely() {
        Path out = folder.resolve("out");
        JointReport report = JointRuns.training(
                        ReflectiveModels.thinking(folder),
                        out,
                        JointRuns.settings(12, 12, false, 1e-2),
                        (problem, output) -> output.contains("e"))
                .run();
        assertThat(JointRuns.log(out).get(0).path("right").asDouble()).isLessThan(0.8);
        assertThat(report.last("right")).isGreaterThan(0.95);
    }

    /** Two right of eight: mean 1/4, variance (2 * 9/16 + 6 * 1/16) / 7 = 3/14. */
    @Test
    void anAdvantageIsOneOverTheOthersOfAProblem() {
        double[] advantages = GroupAdvantages.of(List.of(true, false, false, false, true, false, false, false));
        assertThat(advantages[0]).isCloseTo(0.75 / Math.sqrt(3 / 14.0), within(1e-5));
        assertThat(advantages[4]).isEqualTo(advantages[0]);
        assertThat(advantages[1]).isCloseTo(-0.25 / Math.sqrt(3 / 14.0), within(1e-5));
        assertThat(GroupAdvantages.of(List.of(true, true, true))).containsOnly(0);
        assertThat(GroupAdvantages.of(List.of(false, false))).containsOnly(0);
    }

    @Test
    void bothSidesOfAMixedProblemWeighTheSameAndOthersAreLeftOut() {
        List<List<Label>> mixed = labels(true, true, false, false, false);
        assertThat(mixed.get(0)).extracting(Label::weight).containsOnly(2.0);
        assertThat(mixed.get(1)).extracting(Label::weight).containsOnly(4 / 6.0);
        assertThat(texts(true, false, true, true)).isEmpty();
        assertThat(texts(true, false, false, false)).isEmpty();
        assertThat(labels(false, true, true)).noneMatch(List::isEmpty);
    }

    private static List<List<Label>> labels(boolean mixedOnly, boolean... right) {
        return texts(mixedOnly, false, right).stream().map(TrainingText::labels).toList();
    }

    private static List<TrainingText> texts(boolean mixedOnly, boolean cut, boolean... right) {
        List<Attempt> attempts = new ArrayList<>();
        for (boolean one : right) {
            attempts.add(new Attempt(new int[] {5, 38, 5, 38, 149, 7}, 5, cut, -1, List.of(), null, one));
        }
        var all = new Attempts(0, new int[] {3, 148}, attempts);
        var ending = new BitSet();
        ending.set(38);
        return JointTraining.texts(all, new ThinkTags(148, 149), new StepTokens(ending), mixedOnly);
    }

    /** The tag that closes thinking is the fifth token of the output. */
    @Test
    void aTagThatWasWrittenForThePolicyIsNotLearnt() {
        assertThat(texts(false, false, true, false).get(0).learnt())
                .containsExactly(false, false, true, true, true, true, true, true);
        TrainingText cut = texts(false, true, true, false).get(0);
        assertThat(cut.learnt()).containsExactly(false, false, true, true, true, true, false, true);
        assertThat(cut.policy()).hasSize(15);
    }

    @Test
    void logProbabilitiesAreThoseOfAFullPass() {
        Golden golden = Golden.of("qwen2-float32");
        Golden other = Golden.of("qwen2-bfloat16-tied");
        try (TrainableModel policy = TrainableModel.copyOf(golden.checkpoint(), 1, Dtype.FLOAT32);
                Decoder drawn = golden.decoder(Dtype.FLOAT32);
                Decoder reference = other.decoder(Dtype.FLOAT32)) {
            List<TrainingText> texts =
                    Stream.of(9, 30, 14).map(JointTrainingTest::text).toList();
            new LogProbabilities(policy, reference, 40).fillIn(texts);
            for (TrainingText text : texts) {
                Reading ours = drawn.read(text.ids());
                Reading theirs = reference.read(text.ids());
                for (int i = 0; i < text.ids().length - 4; i++) {
                    int next = text.ids()[i + 4];
                    assertThat(text.policy()[3 * i]).isEqualTo(0.5f);
                    assertThat((double) text.policy()[3 * i + 1])
                            .isCloseTo(ours.logProbability(i + 3, next), within(2e-4));
                    assertThat((double) text.policy()[3 * i + 2])
                            .isCloseTo(theirs.logProbability(i + 3, next), within(2e-4));
                }
            }
        }
    }

    private static TrainingText text(int length) {
        int[] ids = IntStream.range(0, length)
                .map(i -> 10 + (i * 37 + length) % 250)
                .toArray();
        float[] policy = new float[3 * (length - 4)];
        for (int i = 0; i < policy.length; i += 3) {
            policy[i] = 0.5f;
        }
        return new TrainingText(ids, TrainingText.behind(4, length), policy, List.of());
    }

    private static JointReport run(Path model, Path out, long iterations, long saveEvery) {
        return JointRuns.training(model, out, JointRuns.settings(iterations, saveEvery, false, 1e-3), JointRuns.PARITY)
                .run();
    }

    private static void assertSameWeights(Path one, Path other) {
        for (String file :
                List.of("state.safetensors", "checkpoint/model.safetensors", "checkpoint/score_module.safetensors")) {
            assertThat(JointRuns.bytes(one.resolve(file))).as(file).isEqualTo(JointRuns.bytes(other.resolve(file)));
        }
    }
}
