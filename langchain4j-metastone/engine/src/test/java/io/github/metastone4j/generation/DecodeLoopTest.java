package io.github.metastone4j.generation;

import static io.github.metastone4j.generation.Requests.SILENT;
import static io.github.metastone4j.generation.Requests.TAGS;
import static io.github.metastone4j.generation.Requests.aside;
import static io.github.metastone4j.generation.Requests.await;
import static io.github.metastone4j.generation.Requests.chosenBy;
import static io.github.metastone4j.generation.Requests.prompt;
import static io.github.metastone4j.generation.Requests.request;
import static io.github.metastone4j.generation.Requests.run;
import static io.github.metastone4j.generation.Requests.soon;
import static io.github.metastone4j.generation.Requests.told;
import static io.github.metastone4j.generation.Requests.withEnd;
import static io.github.metastone4j.generation.Requests.withLimits;
import static io.github.metastone4j.generation.Requests.withPrompt;
import static io.github.metastone4j.generation.Requests.withoutTags;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metastone4j.checkpoint.Checkpoint;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.generation.Requests.Told;
import io.github.metastone4j.generation.Trajectory.Ending;
import io.github.metastone4j.kernel.Decoder;
import io.github.metastone4j.kernel.Golden;
import io.github.metastone4j.kernel.NativeResources;
import io.github.metastone4j.kernel.Placement;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecodeLoopTest {

    private static final int CONTEXT = 512;
    private static final long PLENTY = 1L << 30;

    private static Decoder decoder;
    private DecodeLoop loop;

    @BeforeAll
    static void load() {
        decoder = Golden.of("qwen2-float32").decoder(Dtype.FLOAT32);
    }

    @AfterAll
    static void unload() {
        decoder.close();
    }

    @BeforeEach
    void start() {
        loop = new DecodeLoop(decoder, 16, PLENTY);
    }

    @AfterEach
    void stop() {
        loop.close();
    }

    // What is written

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10})
    void theBudgetClosesTheThinking(int budget) {
        GenerationResult result = run(loop, withLimits(withEnd(request(20, 4, 1), Set.of()), budget, 7));
        assertThat(result.trajectories()).allSatisfy(trajectory -> {
            assertThat(trajectory.thinkingLength()).isEqualTo(budget);
            assertThat(trajectory.tokens()[budget - 1]).isEqualTo(TAGS.close());
            assertThat(trajectory.ending()).isEqualTo(Ending.BUDGET);
        });
        assertThat(result.answer()).hasSize(7);
        assertThat(result.complete()).isFalse();
        assertThat(result.winner().tokens()).hasSize(budget + 7);
    }

    @Test
    void onlyTheWinnerAnswersUnlessAllAreAskedTo() {
        GenerationRequest request = withLimits(request(20, 5, 1), 6, 9);
        assertThat(run(loop, request).trajectories().stream().filter(t -> t.tokens().length > t.thinkingLength()))
                .hasSize(1);
        List<Integer> seen = new ArrayList<>();
        GenerationResult result = run(loop, chosenBy(request, true, trajectories -> {
            trajectories.forEach(t -> seen.add(t.tokens().length - t.thinkingLength()));
            return 3;
        }));
        assertThat(seen).hasSize(5).allMatch(tokens -> tokens > 0);
        assertThat(result.chosen()).isEqualTo(3);
        assertThat(told(result).get(0).tokens().subList(0, 6))
                .isEqualTo(told(run(loop, request)).get(0).tokens().subList(0, 6));
    }

    @Test
    void theEndOfTheTextInsideThinkingClosesIt() {
        GenerationRequest request = withLimits(request(20, 1, 5), 30, 6);
        int third = run(loop, withEnd(request, Set.of())).winner().tokens()[2];
        Trajectory trajectory = run(loop, withEnd(request, Set.of(third))).winner();
        assertThat(trajectory.thinkingLength()).isEqualTo(3);
        assertThat(trajectory.tokens()[2]).isEqualTo(TAGS.close());
        assertThat(trajectory.ending()).isEqualTo(Ending.END_OF_TEXT);
        assertThat(trajectory.tokens().length).isGreaterThan(3);
    }

    @Test
    void aTextThatDoesNotOpenItsThinkingIsItsOwnAnswer() {
        int[] closed = prompt(20);
        closed[19] = 9;
        GenerationRequest request = withLimits(withPrompt(withEnd(request(20, 2, 5), Set.of()), closed), 4, 11);
        GenerationResult result = run(loop, request);
        assertThat(result.answer()).hasSize(11).containsExactly(result.winner().tokens());
        assertThat(result.winner().thinkingLength()).isEqualTo(11);
        assertThat(result.complete()).isFalse();

        int fourth = result.answer()[3];
        GenerationResult ended = run(loop, withEnd(request, Set.of(fourth)));
        assertThat(ended.complete()).isTrue();
        assertThat(ended.answer()).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void withoutThinkTagsTheWholeTextIsTrajectoryAndAnswer() {
        GenerationResult result = run(loop, withLimits(withoutTags(withEnd(request(20, 3, 5), Set.of())), 4, 11));
        assertThat(result.trajectories()).allSatisfy(trajectory -> {
            assertThat(trajectory.tokens()).hasSize(11);
            assertThat(trajectory.thinkingLength()).isEqualTo(11);
        });
        assertThat(result.answer()).isEqualTo(result.winner().tokens());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 480, 500, 505, 508, 509, 510})
    void noTextOutgrowsTheContext(int promptLength) {
        for (boolean tags : new boolean[] {true, false}) {
            GenerationRequest request = withLimits(withEnd(request(promptLength, 2, 1), Set.of()), 100_000, 100_000);
            GenerationResult result = run(loop, tags ? request : withoutTags(request));
            assertThat(promptLength + result.winner().tokens().length).isEqualTo(CONTEXT);
            assertThat(result.answer()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {511, 512, 900})
    void aPromptThatLeavesNoRoomIsRefusedWithNumbers(int length) {
        assertThatThrownBy(() -> loop.submit(request(length, 2, 1), SILENT))
                .isInstanceOf(PromptTooLongException.class)
                .hasMessageContaining("the prompt has " + length + " tokens")
                .hasMessageContaining("context is 512");
    }

    @Test
    void theListenerHearsEverythingInOrder() {
        List<List<Integer>> written = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<Integer> answer = new ArrayList<>();
        List<Integer> chosen = new ArrayList<>();
        List<Trajectory> thoughts = new ArrayList<>();
        List<List<Step>> steps = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        GenerationResult result = await(loop.submit(request(20, 3, 1), new GenerationListener() {
            @Override
            public void onToken(int trajectory, int token) {
                written.get(trajectory).add(token);
            }

            @Override
            public void onStep(int trajectory, Step step) {
                steps.get(trajectory).add(step);
            }

            @Override
            public void onThought(Trajectory trajectory) {
                thoughts.add(trajectory);
            }

            @Override
            public void onChosen(int trajectory) {
                chosen.add(trajectory);
            }

            @Override
            public void onAnswerToken(int token) {
                answer.add(token);
            }
        }));
        assertThat(chosen).containsExactly(result.chosen());
        assertThat(thoughts).hasSize(3);
        assertThat(answer).isEqualTo(Arrays.stream(result.answer()).boxed().toList());
        for (Trajectory trajectory : result.trajectories()) {
            assertThat(written.get(trajectory.index()))
                    .isEqualTo(told(trajectory).tokens().subList(0, trajectory.thinkingLength()));
            assertThat(steps.get(trajectory.index())).isEqualTo(trajectory.steps());
        }
    }

    @Test
    void moreTrajectoriesThanRowsTakeTurns() {
        try (var narrow = new DecodeLoop(decoder, 2, 1)) { // and hardly any memory: the first row always may
            assertThat(run(narrow, request(20, 9, 1)).trajectories()).hasSize(9);
        }
    }

    // Who ends it

    @Test
    void aCancelledRequestEndsWithinAStepAndTheNextIsUnaffected() {
        List<Told> expected = told(run(loop, request(25, 4, 3)));
        var itself = new CompletableFuture<Generation>();
        int[] tokens = new int[1];
        Generation generation = loop.submit(request(20, 8, 1), new GenerationListener() {
            @Override
            public void onToken(int trajectory, int token) {
                if (++tokens[0] == 20) {
                    itself.join().cancel();
                }
            }
        });
        itself.complete(generation);
        assertThatThrownBy(() -> generation.result().get(60, TimeUnit.SECONDS))
                .isInstanceOf(CancellationException.class);
        assertThat(tokens[0]).isLessThanOrEqualTo(24); // the third step of eight rows is the last
        assertThat(generation.holdsSequences()).isFalse();
        assertThat(told(run(loop, request(25, 4, 3)))).isEqualTo(expected);
        soon(() -> loop.cacheBytes() == 0);
    }

    @Test
    void aRequestWhoseFutureTheCallerEndsGivesItsRowsBack() {
        var begun = new CompletableFuture<Void>();
        Generation generation = loop.submit(withLimits(withEnd(request(20, 8, 1), Set.of()), 400, 9), telling(begun));
        begun.join();
        generation.result().cancel(true);
        soon(() -> loop.cacheBytes() == 0);
        assertThat(generation.holdsSequences()).isFalse();
    }

    @Test
    void closingFailsWhatRunsAndWhatWaitsAndTwiceIsFine() {
        var begun = new CompletableFuture<Void>();
        GenerationRequest endless = withLimits(withEnd(request(20, 16, 1), Set.of()), 400, 9);
        Generation running = loop.submit(endless, telling(begun));
        Generation waiting = loop.submit(endless, SILENT);
        begun.join();
        loop.close();
        loop.close();
        for (Generation generation : List.of(running, waiting)) {
            assertThatThrownBy(() -> generation.result().get(1, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("the model was closed while the request ran");
            assertThat(generation.holdsSequences()).isFalse();
        }
        assertThat(loop.cacheBytes()).isZero();
        assertThatThrownBy(() -> loop.submit(endless, SILENT)).hasMessageContaining("the model is closed");
    }

    @Test
    void aRequestThatMeetsTheEndIsRefusedOrFailsButNeverWaits() throws Exception {
        for (int round = 0; round < 40; round++) {
            try (var closing = new DecodeLoop(decoder, 4, PLENTY)) {
                var begun = new CompletableFuture<Void>();
                Queue<Generation> accepted = new ConcurrentLinkedQueue<>();
                Future<?> submitter = aside(() -> submitUntilRefused(closing, accepted, begun));
                begun.get(10, TimeUnit.SECONDS);
                closing.close();
                assertThatThrownBy(() -> submitter.get(10, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(ModelClosedException.class);
                assertThat(accepted).isNotEmpty();
                for (Generation generation : accepted) {
                    generation.result().exceptionally(e -> null).get(10, TimeUnit.SECONDS);
                }
                assertThat(closing.occupancy()).isEqualTo(new Occupancy(0, 0, 0, 0));
            }
        }
    }

    private static void submitUntilRefused(DecodeLoop loop, Queue<Generation> accepted, CompletableFuture<Void> begun) {
        while (true) {
            try {
                accepted.add(loop.submit(request(3, 1, accepted.size()), SILENT));
                begun.complete(null);
            } catch (QueueFullException e) {
                Thread.onSpinWait(); // until the loop has begun one of them, or is closed
            }
        }
    }

    @Test
    void aListenerCannotCloseTheLoopItRunsOn() {
        Generation generation = loop.submit(request(20, 2, 1), new GenerationListener() {
            @Override
            public void onToken(int trajectory, int token) {
                loop.close();
            }
        });
        assertThatThrownBy(() -> generation.result().get(10, TimeUnit.SECONDS))
                .hasMessageContaining("a listener cannot close the model");
        assertThat(run(loop, request(20, 2, 1)).trajectories()).hasSize(2);
    }

    // What goes wrong

    static Stream<Throwable> faults() {
        return Stream.of(
                new IllegalArgumentException("oops"), new AssertionError("oops"), new StackOverflowError("oops"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aListenerOrChooserThatThrowsFailsItsOwnRequestOnly(Throwable fault) {
        List<Told> expected = told(run(loop, request(25, 4, 3)));
        Generation bystander = loop.submit(request(25, 4, 3), SILENT);
        List<Generation> failing = List.of(
                loop.submit(request(20, 3, 1), new GenerationListener() {
                    @Override
                    public void onToken(int trajectory, int token) {
                        throw sneaky(fault);
                    }
                }),
                loop.submit(request(20, 3, 1), new GenerationListener() {
                    @Override
                    public void onThought(Trajectory trajectory) {
                        throw sneaky(fault);
                    }
                }),
                loop.submit(request(20, 3, 1), new GenerationListener() {
                    @Override
                    public void onAnswerToken(int token) {
                        throw sneaky(fault);
                    }
                }),
                loop.submit(
                        chosenBy(request(20, 3, 1), false, trajectories -> {
                            throw sneaky(fault);
                        }),
                        SILENT));
        for (Generation generation : failing) {
            assertThatThrownBy(() -> generation.result().get(60, TimeUnit.SECONDS))
                    .hasRootCause(fault);
            assertThat(generation.holdsSequences()).isFalse();
        }
        assertThat(told(await(bystander))).isEqualTo(expected);
        assertThat(told(run(loop, request(25, 4, 3)))).isEqualTo(expected);
        soon(() -> loop.cacheBytes() == 0);
    }

    @Test
    void aChoiceOutOfRangeIsNamed() {
        Generation generation = loop.submit(chosenBy(request(20, 3, 1), false, trajectories -> 3), SILENT);
        assertThatThrownBy(() -> generation.result().get(60, TimeUnit.SECONDS))
                .hasMessageContaining("trajectory 3 was chosen of 3");
    }

    @Test
    void numbersThatAreNoneFailTheirRequestAndSpreadToNobody(@TempDir Path folder) throws IOException {
        int poisoned = 300;
        try (Decoder damaged = damaged(folder, poisoned);
                var other = new DecodeLoop(damaged, 16, PLENTY)) {
            GenerationRequest healthy = request(25, 3, 3);
            List<Told> expected = told(run(other, healthy));
            int[] prompt = prompt(60);
            prompt[50] = poisoned;
            for (int round = 0; round < 3; round++) {
                Generation bad = other.submit(withPrompt(request(60, 3, 1), prompt), SILENT);
                Generation good = other.submit(healthy, SILENT);
                assertThatThrownBy(() -> bad.result().get(60, TimeUnit.SECONDS))
                        .hasMessageContaining("the model computed no numbers after 60 tokens");
                assertThat(told(await(good))).isEqualTo(expected);
                assertThat(told(run(other, healthy))).isEqualTo(expected);
            }
        }
    }

    /** A copy of the decoder's checkpoint in which one token's embedding is not a number. */
    private static Decoder damaged(Path folder, int token) throws IOException {
        Golden golden = Golden.of("qwen2-float32");
        try (Stream<Path> files = Files.list(golden.folder())) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        var embedding = Checkpoint.open(folder).tensor("model.embed_tokens.weight");
        try (var file = new RandomAccessFile(embedding.file().toFile(), "rw")) {
            file.seek(embedding.offset() + 4L * token * embedding.shape().get(1));
            file.writeInt(Integer.reverseBytes(Float.floatToIntBits(Float.NaN)));
        }
        return Decoder.load(Checkpoint.open(folder), Placement.parse(List.of("cpu")), Dtype.FLOAT32);
    }

    @Test
    void nothingIsLeftOfThreeHundredRequests() {
        run(loop, request(20, 4, 1));
        soon(() -> loop.cacheBytes() == 0);
        int before = NativeResources.held();
        for (int i = 0; i < 300; i++) {
            Generation generation =
                    loop.submit(withLimits(request(2 + i % 30, 1 + i % 4, i), 1 + i % 5, 1 + i % 3), SILENT);
            if (i % 10 == 0) {
                generation.cancel();
                generation.result().exceptionally(e -> null).join();
            } else {
                await(generation);
            }
            assertThat(generation.holdsSequences()).isFalse();
        }
        soon(() -> loop.cacheBytes() == 0);
        assertThat(NativeResources.held()).isEqualTo(before);
    }

    // What is refused

    @Test
    void settingsOutOfRangeAreNamed() {
        refused("temperature is NaN", () -> new SamplingSettings(Double.NaN, 1, 0, 1, 0));
        refused("temperature is Infinity", () -> new SamplingSettings(Double.POSITIVE_INFINITY, 1, 0, 1, 0));
        refused("temperature is -0.1", () -> new SamplingSettings(-0.1, 1, 0, 1, 0));
        refused("topP is 0.0", () -> new SamplingSettings(1, 0, 0, 1, 0));
        refused("topP is NaN", () -> new SamplingSettings(1, Double.NaN, 0, 1, 0));
        refused("topP is 1.01", () -> new SamplingSettings(1, 1.01, 0, 1, 0));
        refused("topK is -1", () -> new SamplingSettings(1, 1, -1, 1, 0));
        refused("repetitionPenalty is 0.0", () -> new SamplingSettings(1, 1, 0, 0, 0));
        refused("repetitionPenalty is NaN", () -> new SamplingSettings(1, 1, 0, Double.NaN, 0));
        refused("trajectories is 0", () -> request(3, 0, 0));
        refused("trajectories is 4097", () -> request(3, 4097, 0));
        refused("maxThinkingTokens is 0", () -> withLimits(request(3, 1, 0), 0, 1));
        refused("maxOutputTokens is 0", () -> withLimits(request(3, 1, 0), 1, 0));
        refused("the prompt has no token", () -> withPrompt(request(3, 1, 0)));
        refused("maxRows is 0", () -> new DecodeLoop(decoder, 0, 1));
        refused("unknown device 'gpu'", () -> Placement.parse(List.of("gpu")));
        refused("device 'cuda:999' isn't there", () -> Placement.parse(List.of("cuda:999")));
        refused("float16 needs a GPU", () -> Golden.of("llama-float16").decoder(Dtype.FLOAT16));
        refused("threads is 0", () -> Decoder.setThreads(0));
    }

    @Test
    void uniformNumbersLieInTheirIntervalAndHangOnSeedTrajectoryAndPosition() {
        double[] numbers = IntStream.range(0, 100_000)
                .mapToDouble(i -> new SamplingSettings(1, 1, 0, 1, i / 1000).uniform(i / 100 % 10, i % 100))
                .toArray();
        assertThat(Arrays.stream(numbers).allMatch(u -> u >= 0 && u < 1)).isTrue();
        assertThat(Arrays.stream(numbers).distinct().count()).isEqualTo(numbers.length);
        for (int bin = 0; bin < 10; bin++) {
            int lower = bin;
            assertThat(Arrays.stream(numbers)
                            .filter(u -> (int) (u * 10) == lower)
                            .count())
                    .isBetween(9_600L, 10_400L);
        }
    }

    private static void refused(String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    private static GenerationListener telling(CompletableFuture<Void> begun) {
        return new GenerationListener() {
            @Override
            public void onToken(int trajectory, int token) {
                begun.complete(null);
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException sneaky(Throwable fault) throws T {
        throw (T) fault;
    }
}
