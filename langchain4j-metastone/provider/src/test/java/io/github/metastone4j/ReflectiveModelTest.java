package io.github.metastone4j;

import static io.github.metastone4j.ReflectiveModels.options;
import static io.github.metastone4j.ReflectiveModels.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.data.message.UserMessage;
import io.github.metastone4j.chat.ChatException;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.checkpoint.MissingCheckpointException;
import io.github.metastone4j.generation.PromptTooLongException;
import io.github.metastone4j.kernel.NativeResources;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Selection;
import io.github.metastone4j.selection.Selector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReflectiveModelTest {

    private static final ReflectionListener SILENT = new ReflectionListener() {};
    private static final String QUESTION = "How many?";

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static ReflectiveModel model;

    @BeforeAll
    static void load() {
        model = ReflectiveModel.load(options(ReflectiveModels.thinking(shared)));
    }

    @AfterAll
    static void unload() {
        model.close();
    }

    @Test
    void theBestOfKTrajectoriesAnswers() {
        Reflection reflection = model.reflect(QUESTION, settings(5, 1), SILENT);
        assertThat(reflection.trajectories()).hasSize(5);
        assertThat(reflection.promptTokens())
                .isEqualTo(model.prompt(List.of(UserMessage.from(QUESTION)), List.of()).length);
        double best = reflection.trajectories().stream()
                .mapToDouble(ReflectiveModelTest::score)
                .max()
                .orElseThrow();
        assertThat(score(reflection.winner())).isPositive().isCloseTo(best, within(1e-12));
        assertThat(reflection.selection().selector()).isEqualTo(Selector.BEST_SCORE);
    }

    private static double score(ReflectionTrajectory trajectory) {
        return trajectory.steps().isEmpty()
                ? 0
                : Aggregator.GEOMETRIC_MEAN.aggregate(trajectory.steps().stream()
                        .map(ReflectionTrajectory.ScoredStep::score)
                        .toList());
    }

    @Test
    void theSameSeedGivesTheSameReflectionAndAnotherSeedAnother() {
        Reflection first = model.reflect(QUESTION, settings(3, 7), SILENT);
        Reflection again = model.reflect(QUESTION, settings(3, 7), SILENT);
        assertThat(again.answer()).isEqualTo(first.answer());
        assertThat(again.trajectories()).isEqualTo(first.trajectories());
        assertThat(model.reflect(QUESTION, settings(3, 8), SILENT).trajectories())
                .isNotEqualTo(first.trajectories());

        Reflection unseeded = model.reflect(QUESTION, settings(3, 0).withSeed(null), SILENT);
        assertThat(model.reflect(QUESTION, settings(3, unseeded.seed()), SILENT).trajectories())
                .isEqualTo(unseeded.trajectories());
    }

    @Test
    void theListenerReadsAlong() {
        List<StringBuilder> thinking = List.of(new StringBuilder(), new StringBuilder());
        List<ReflectionTrajectory> thoughts = new ArrayList<>();
        List<Selection> selected = new ArrayList<>();
        var answer = new StringBuilder();
        Reflection reflection = model.reflect(QUESTION, settings(2, 3), new ReflectionListener() {
            @Override
            public void onThinking(int trajectory, String text) {
                thinking.get(trajectory).append(text);
            }

            @Override
            public void onThought(ReflectionTrajectory trajectory) {
                thoughts.add(trajectory);
            }

            @Override
            public void onSelected(Selection selection) {
                selected.add(selection);
            }

            @Override
            public void onAnswer(String text) {
                answer.append(text);
            }
        });
        assertThat(selected).containsExactly(reflection.selection());
        assertThat(thoughts).hasSize(2);
        // Half a character at the end is told once it is complete, or not at all.
        assertThat(reflection.answer()).startsWith(answer.toString().strip());
        for (ReflectionTrajectory trajectory : reflection.trajectories()) {
            assertThat(trajectory.thinking())
                    .startsWith(thinking.get(trajectory.index()).toString().strip());
        }
    }

    @Test
    void aPromptThatFillsTheContextIsRefused() {
        assertThatThrownBy(() -> model.reflect("how ".repeat(600), settings(2, 3), SILENT))
                .isInstanceOf(PromptTooLongException.class)
                .hasMessageContaining("context is 512");
    }

    @Test
    void settingsOutOfRangeAreNamed() {
        refused("trajectories is 0", settings(0, 1));
        refused("trajectories is -3", settings(-3, 1));
        refused("temperature is NaN", settings(1, 1).withSampling(Double.NaN, null, null, null));
        refused("topP is 0.0", settings(1, 1).withSampling(null, 0.0, null, null));
        refused("maxThinkingTokens is 0", settings(1, 1).withLimits(0, 1));
        refused("unknown step rule 'lines'", settings(1, 1).withStepRule("lines"));
    }

    private static void refused(String message, ReflectionSettings settings) {
        assertThatThrownBy(() -> model.reflect(QUESTION, settings, SILENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void withoutScoreHeadItIsRefusedAndTheRemedyNamed() {
        Path headless = ReflectiveModels.withoutHead(folder);
        assertThatThrownBy(() -> ReflectiveModel.load(options(headless)))
                .isInstanceOf(MissingScoreHeadException.class)
                .hasMessageContaining(headless.toString())
                .hasMessageContaining("allowMissingHead");
    }

    @Test
    void withoutScoreHeadAllAnswerAndTheChoiceIsNotByScoreIfThatIsAllowed() {
        ModelOptions headlessToo = options(ReflectiveModels.withoutHead(folder)).withAllowMissingHead(true);
        try (ReflectiveModel headless = ReflectiveModel.load(headlessToo)) {
            assertThat(headless.hasScoreHead()).isFalse();
            Reflection reflection = headless.reflect(QUESTION, settings(3, 1), SILENT);
            assertThat(reflection.trajectories()).allSatisfy(trajectory -> {
                assertThat(trajectory.steps()).isEmpty();
                assertThat(trajectory.tokens()).isGreaterThan(trajectory.thinkingTokens()); // all answered
            });
            // Noise boxes no answer, so there is no majority either.
            assertThat(reflection.selection().selector()).isEqualTo(Selector.LOG_PROBABILITY);
        }
    }

    @Test
    void whatIsMissingOrDoesNotFitIsNamedAndLeavesNothingBehind() {
        int before = NativeResources.held();
        Path nowhere = folder.resolve("nowhere");
        assertThatThrownBy(() -> ReflectiveModel.load(options(nowhere)))
                .isInstanceOf(MissingCheckpointException.class)
                .hasMessageContaining(nowhere.toString());
        Path plain = ReflectiveModels.plain(folder);
        assertThatThrownBy(() -> ReflectiveModel.load(options(plain).withDevices(List.of("tpu"))))
                .hasMessageContaining("unknown device 'tpu'");
        assertThatThrownBy(() -> ReflectiveModel.load(options(plain).withDtype(Dtype.FLOAT16)))
                .hasMessageContaining("float16 needs a GPU");
        ReflectiveModels.write(plain.resolve("tokenizer_config.json"), "{}");
        assertThatThrownBy(() -> ReflectiveModel.load(options(plain)))
                .isInstanceOf(ChatException.class)
                .hasMessageContaining("there is no chat template");
        assertThat(NativeResources.held()).isEqualTo(before);
    }

    @Test
    void aClosedModelSaysSoAndMayBeClosedAgain() {
        ReflectiveModel closed = ReflectiveModel.load(options(ReflectiveModels.plain(folder)));
        closed.close();
        closed.close();
        assertThatThrownBy(() -> closed.reflect(new int[] {8, 9}, settings(1, 1), SILENT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the model is closed");
    }

    @Test
    void anInterruptedCallerCancelsItsRequest() throws InterruptedException {
        var failure = new Throwable[1];
        var caller = new Thread(() -> {
            Thread.currentThread().interrupt();
            try {
                model.reflect(QUESTION, settings(8, 1).withLimits(400, 8), SILENT);
            } catch (RuntimeException e) {
                failure[0] = Thread.currentThread().isInterrupted() ? e : null;
            }
        });
        caller.start();
        caller.join();
        assertThat(failure[0]).hasMessageContaining("interrupted while the model was reasoning");
        assertThat(model.reflect(QUESTION, settings(1, 1), SILENT).trajectories())
                .hasSize(1);
    }
}
