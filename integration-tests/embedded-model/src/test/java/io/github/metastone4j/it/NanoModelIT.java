package io.github.metastone4j.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import io.github.metastone4j.MetaStoneChatModel;
import io.github.metastone4j.MetaStoneChatResponseMetadata;
import io.github.metastone4j.MetaStoneTokenUsage;
import io.github.metastone4j.ModelOptions;
import io.github.metastone4j.ReasoningEffort;
import io.github.metastone4j.Reflection;
import io.github.metastone4j.ReflectionListener;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectionTrajectory;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.nano.recipe.NanoProblem;
import io.github.metastone4j.nano.recipe.NanoProblems;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.FinalAnswer;
import io.github.metastone4j.selection.Selector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped model, from its jar, as a user has it. */
class NanoModelIT {

    private static final String FARM = "A farm packs 12 boxes of 8 apples and gives 15 apples away. How many are left?";

    /** Of all requests together; 32 of them ask at once. */
    private static final int ROWS = 256;

    private static ReflectiveModel model;

    /** All trajectories write their answers, so that each can be judged. */
    private static final ReflectionSettings EIGHT_VOTE = ReflectionSettings.standard()
            .withTrajectories(8)
            .withSelection(ReflectionSettings.standard().aggregator(), Selector.MAJORITY);

    @BeforeAll
    static void load() {
        model = ReflectiveModel.load(ModelOptions.embedded().withMaxRows(ROWS));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void oneDependencyIsEnoughToAsk() {
        try (MetaStoneChatModel chat = MetaStoneChatModel.builder()
                .effort(ReasoningEffort.HIGH)
                .selector(Selector.MAJORITY)
                .seed(1L)
                .build()) {
            assertThat(FinalAnswer.of(chat.chat(FARM))).isEqualTo("81");
        }
    }

    @Test
    void theResponseTellsHowItsAnswerWasFound() {
        MetaStoneChatModel chat = MetaStoneChatModel.builder()
                .model(model)
                .effort(ReasoningEffort.MEDIUM)
                .returnThinking(true)
                .returnTrajectories(true)
                .seed(2L)
                .build();
        ChatResponse response = chat.chat(UserMessage.from(FARM));
        var metadata = (MetaStoneChatResponseMetadata) response.metadata();
        Reflection reflection = metadata.reflection();

        assertThat(reflection.trajectories()).hasSize(8);
        assertThat(reflection.trajectories())
                .allSatisfy(trajectory -> assertThat(trajectory.steps()).isNotEmpty());
        assertThat(response.aiMessage().thinking())
                .isEqualTo(reflection.winner().thinking())
                .contains("=")
                .doesNotContain("think>");
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
        var usage = (MetaStoneTokenUsage) response.tokenUsage();
        assertThat(usage.allOutputTokens()).isGreaterThan(usage.outputTokenCount());
    }

    @Test
    void theWinnersAnswerIsToldAsItIsWritten() {
        var told = new StringBuilder();
        Reflection reflection = model.reflect(
                FARM, ReflectionSettings.standard().withTrajectories(2).withSeed(3L), new ReflectionListener() {
                    @Override
                    public void onAnswer(String text) {
                        told.append(text);
                    }
                });

        assertThat(told.toString().strip()).isEqualTo(reflection.answer()).contains("\\boxed{");
    }

    @Test
    void manyCallersGetWhatEachWouldGetAlone() throws Exception {
        NanoProblems problems = NanoProblems.heldOut(4);
        List<String> questions = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            questions.add(problems.next().question());
        }
        List<Reflection> alone = new ArrayList<>();
        for (String question : questions) {
            alone.add(ask(question));
        }
        List<Callable<Reflection>> calls = new ArrayList<>();
        questions.forEach(question -> calls.add(() -> ask(question)));
        List<Future<Reflection>> together = together(calls);
        for (int i = 0; i < questions.size(); i++) {
            assertThat(together.get(i).get().trajectories())
                    .as(questions.get(i))
                    .isEqualTo(alone.get(i).trajectories());
        }
    }

    private static Reflection ask(String question) {
        return model.reflect(
                question, ReflectionSettings.standard().withTrajectories(4).withSeed(5L), new ReflectionListener() {});
    }

    /** Of how many problems the scores are looked at. */
    int problems() {
        return 60;
    }

    @Test
    void itsScoresTellRightTrajectoriesFromWrongOnes() throws Exception {
        NanoProblems problems = NanoProblems.heldOut(8);
        ReflectionSettings hot =
                EIGHT_VOTE.withSampling(1.0, 1.0, 0, 1.0).withSeed(9L); // so that most are answered right and wrong
        List<Callable<OptionalDouble>> calls = new ArrayList<>();
        for (int i = 0; i < problems(); i++) {
            NanoProblem problem = problems.next();
            calls.add(() -> shareInOrder(
                    model.reflect(problem.question(), hot, new ReflectionListener() {})
                            .trajectories(),
                    problem.answer()));
        }
        List<Double> shares = new ArrayList<>();
        for (Future<OptionalDouble> share : together(calls)) {
            share.get().ifPresent(shares::add);
        }

        assertThat(shares).hasSizeGreaterThan(problems() * 5 / 12);
        assertThat(shares.stream().mapToDouble(share -> share).average().orElseThrow())
                .isGreaterThan(0.65);
    }

    private static <T> List<Future<T>> together(List<Callable<T>> calls) throws InterruptedException {
        ExecutorService callers = Executors.newFixedThreadPool(ROWS / 8);
        try {
            return callers.invokeAll(calls);
        } finally {
            callers.shutdown();
        }
    }

    /** Of all pairs of a right and a wrong trajectory, those whose right one has the higher score; none without such a pair. */
    private static OptionalDouble shareInOrder(List<ReflectionTrajectory> trajectories, String answer) {
        var byOutcome = trajectories.stream()
                .collect(
                        Collectors.partitioningBy(trajectory -> FinalAnswer.matches(answer, trajectory.finalAnswer())));
        return byOutcome.get(true).stream()
                .flatMapToDouble(right ->
                        byOutcome.get(false).stream().mapToDouble(wrong -> score(right) > score(wrong) ? 1 : 0))
                .average();
    }

    private static double score(ReflectionTrajectory trajectory) {
        return Aggregator.GEOMETRIC_MEAN.aggregateOrZero(trajectory.steps().stream()
                .map(ReflectionTrajectory.ScoredStep::score)
                .toList());
    }

    @Test
    void itSolvesProblemsThatTrainingNeverSaw() throws Exception {
        NanoProblems problems = NanoProblems.heldOut(6);
        List<Callable<Boolean>> calls = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            NanoProblem problem = problems.next();
            calls.add(() -> solves(problem));
        }
        int right = 0;
        for (Future<Boolean> one : together(calls)) {
            right += one.get() ? 1 : 0;
        }

        assertThat(right).isGreaterThan(28);
    }

    private static boolean solves(NanoProblem problem) {
        Reflection reflection = model.reflect(problem.question(), EIGHT_VOTE.withSeed(7L), new ReflectionListener() {});
        return FinalAnswer.matches(problem.answer(), FinalAnswer.of(reflection.answer()));
    }

    @Test
    void aCacheThatCannotBeWrittenIsNamedWithTheRemedy(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("not-a-folder"));
        String before = System.setProperty("metastone.cache", file.toString());
        try {
            assertThatThrownBy(() -> ReflectiveModel.load(ModelOptions.embedded()))
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("-Dmetastone.cache=DIR");
        } finally {
            if (before == null) {
                System.clearProperty("metastone.cache");
            } else {
                System.setProperty("metastone.cache", before);
            }
        }
    }
}
