package io.github.metastone4j.generation;

import static io.github.metastone4j.generation.Requests.SILENT;
import static io.github.metastone4j.generation.Requests.await;
import static io.github.metastone4j.generation.Requests.chosenBy;
import static io.github.metastone4j.generation.Requests.prompt;
import static io.github.metastone4j.generation.Requests.request;
import static io.github.metastone4j.generation.Requests.run;
import static io.github.metastone4j.generation.Requests.told;
import static io.github.metastone4j.generation.Requests.withEnd;
import static io.github.metastone4j.generation.Requests.withLimits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.generation.Trajectory.Ending;
import io.github.metastone4j.generation.Trajectory.Fork;
import io.github.metastone4j.kernel.Decoder;
import io.github.metastone4j.kernel.Golden;
import io.github.metastone4j.kernel.Reading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Trajectories that pause in their thinking, and are told what becomes of them. */
class SteeringTest {

    private static final long PLENTY = 1L << 30;
    private static final int EVERY = 8;
    private static final int BUDGET = 24;

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

    /** Moves as told at the first pause, then lets all go on; the last that may wins. */
    private static class FirstPause implements TrajectoryChooser {

        private final List<Move> moves;
        final List<List<Trajectory>> seen = new ArrayList<>();

        FirstPause(Move... moves) {
            this.moves = List.of(moves);
        }

        @Override
        public boolean pauses(int tokens, boolean step) {
            return tokens == EVERY;
        }

        @Override
        public List<Move> direct(List<Trajectory> thinking, List<Trajectory> others) {
            seen.add(thinking);
            return seen.size() == 1 ? moves : Collections.nCopies(thinking.size(), Move.GO_ON);
        }

        @Override
        public int choose(List<Trajectory> trajectories) {
            return trajectories.stream()
                    .filter(one -> one.ending() != Ending.STOPPED)
                    .mapToInt(Trajectory::index)
                    .max()
                    .orElse(0);
        }
    }

    /** One that thinks until its budget is used up, so that every pause is the same for all. */
    private static GenerationRequest steered(int k, TrajectoryChooser chooser) {
        return chosenBy(withLimits(withEnd(request(30, k, 1), Set.of()), BUDGET, 5), false, chooser);
    }

    private static GenerationRequest free(int k) {
        return steered(k, trajectories -> 0);
    }

    private static List<Integer> thinking(Trajectory trajectory) {
        return Arrays.stream(trajectory.tokens(), 0, trajectory.thinkingLength())
                .boxed()
                .toList();
    }

    @Test
    void whoIsStoppedLeavesAndTheOthersThinkAsEver() {
        var stopped = new ArrayList<Integer>();
        var chooser = new FirstPause(Move.STOP, Move.GO_ON, Move.STOP, Move.GO_ON);
        GenerationResult result = await(loop.submit(steered(4, chooser), new GenerationListener() {
            @Override
            public void onStopped(Trajectory trajectory) {
                stopped.add(trajectory.index());
                assertThat(trajectory.tokens()).hasSize(EVERY);
            }
        }));
        assertThat(stopped).containsExactly(0, 2);
        assertThat(result.trajectories())
                .extracting(Trajectory::ending)
                .containsExactly(Ending.STOPPED, Ending.BUDGET, Ending.STOPPED, Ending.BUDGET);
        List<Trajectory> unsteered = run(loop, free(4)).trajectories();
        for (int i = 1; i < 4; i += 2) {
            assertThat(thinking(result.trajectories().get(i))).isEqualTo(thinking(unsteered.get(i)));
        }
        assertThat(result.chosen()).isEqualTo(3);
    }

    @Test
    void whoPausesIsSeenAsOpenAndAllPauseAtTheSamePlace() {
        var chooser = new FirstPause(Move.GO_ON, Move.GO_ON, Move.GO_ON);
        run(loop, steered(3, chooser));
        assertThat(chooser.seen).hasSize(2);
        for (int pause = 0; pause < 2; pause++) {
            int tokens = EVERY * (pause + 1);
            assertThat(chooser.seen.get(pause)).hasSize(3).allSatisfy(trajectory -> {
                assertThat(trajectory.ending()).isEqualTo(Ending.OPEN);
                assertThat(trajectory.tokens()).hasSize(tokens);
            });
        }
    }

    @Test
    void aForkGoesOnFromWhatItsParentHasAsIfItHadWrittenItItself() {
        GenerationResult result =
                run(loop, steered(2, new FirstPause(new Move(Move.Fate.GO_ON, 2), new Move(Move.Fate.STOP, 1))));
        List<Trajectory> all = result.trajectories();
        assertThat(all)
                .extracting(Trajectory::fork)
                .containsExactly(null, null, new Fork(0, EVERY), new Fork(0, EVERY), new Fork(1, EVERY));
        assertThat(all.get(2).drawnTokens()).isEqualTo(all.get(2).tokens().length - EVERY);
        for (Trajectory fork : all.subList(2, 5)) {
            Trajectory parent = all.get(fork.fork().from());
            assertThat(thinking(fork).subList(0, EVERY))
                    .isEqualTo(thinking(parent).subList(0, EVERY));
        }
        assertThat(List.of(thinking(all.get(0)), thinking(all.get(2)), thinking(all.get(3))))
                .doesNotHaveDuplicates();
        all.forEach(SteeringTest::isScoredAsAFullPassScoresIt);
    }

    private static void isScoredAsAFullPassScoresIt(Trajectory trajectory) {
        int[] prompt = prompt(30);
        int[] text = IntStream.concat(IntStream.of(prompt), Arrays.stream(trajectory.tokens()))
                .toArray();
        Reading reading = decoder.read(text);
        for (Step step : trajectory.steps()) {
            double logit = reading.scoreLogits()[prompt.length + step.end() - 2];
            assertThat(step.score()).isCloseTo(1 / (1 + Math.exp(-logit)), within(1e-5));
        }
    }

    @Test
    void theOutcomeIsTheSameWhereRowsHaveToWaitForOneAnother() {
        UnaryOperator<GenerationRequest> same =
                any -> steered(3, new FirstPause(new Move(Move.Fate.GO_ON, 1), Move.HOLD, new Move(Move.Fate.STOP, 2)));
        var expected = told(run(loop, same.apply(null)));
        assertThat(expected).hasSize(6);
        for (int rows : new int[] {1, 2, 4}) {
            try (var small = new DecodeLoop(decoder, rows, PLENTY)) {
                assertThat(told(run(small, same.apply(null))))
                        .as("%s rows", rows)
                        .isEqualTo(expected);
            }
        }
        Generation beside = loop.submit(request(90, 5, 9), SILENT);
        assertThat(told(run(loop, same.apply(null)))).isEqualTo(expected);
        await(beside);
    }

    @Test
    void whoIsHeldWaitsUntilItIsAskedAboutAgain() {
        var chooser = new FirstPause(Move.HOLD, Move.GO_ON);
        GenerationResult result = run(loop, steered(2, chooser));
        assertThat(chooser.seen.get(1)).extracting(one -> one.tokens().length).containsExactly(EVERY, 2 * EVERY);
        assertThat(thinking(result.trajectories().get(0)))
                .isEqualTo(thinking(run(loop, free(2)).trajectories().get(0)));
    }

    @Test
    void whereNobodyGoesOnThoseThatWaitAreStopped() {
        GenerationResult result = run(loop, steered(3, new FirstPause(Move.CLOSE, Move.HOLD, Move.HOLD) {
            @Override
            public List<Move> direct(List<Trajectory> thinking, List<Trajectory> others) {
                return seen.isEmpty()
                        ? super.direct(thinking, others)
                        : Collections.nCopies(thinking.size(), Move.HOLD);
            }
        }));
        assertThat(result.trajectories())
                .extracting(Trajectory::ending)
                .containsExactly(Ending.BUDGET, Ending.STOPPED, Ending.STOPPED);
    }

    @Test
    void whoIsToldToCloseAnswersWithTheNextToken() {
        GenerationResult result = run(loop, steered(1, new FirstPause(Move.CLOSE)));
        assertThat(result.winner().thinkingLength()).isEqualTo(EVERY + 1);
        assertThat(result.winner().tokens()[EVERY]).isEqualTo(Requests.TAGS.close());
        assertThat(result.answer()).hasSize(5);
    }

    @Test
    void aWrongMoveFailsTheRequestAndNoOther() {
        assertFails(new FirstPause(Move.GO_ON), "there are 1 moves for 2 trajectories");
        assertFails(new FirstPause(Move.STOP, Move.STOP), "trajectory 0 was chosen, but it had been stopped");
        assertFails(new FirstPause(new Move(Move.Fate.HOLD, 5000), Move.GO_ON), "may have 4096 trajectories");
        assertThat(run(loop, free(1)).winner().tokens()).isNotEmpty();
        assertThatThrownBy(() -> new Move(Move.Fate.HOLD, -1)).hasMessage("forks is -1; it must be at least 0");
    }

    private void assertFails(TrajectoryChooser chooser, String message) {
        assertThatThrownBy(
                        () -> loop.submit(steered(2, chooser), SILENT).result().get())
                .hasMessageContaining(message);
    }

    @Test
    void whatRowsSharedIsFreedWithTheRequest() throws InterruptedException {
        var paused = new CountDownLatch(1);
        Generation generation = loop.submit(
                steered(2, new FirstPause(new Move(Move.Fate.HOLD, 3), Move.HOLD) {
                    @Override
                    public List<Move> direct(List<Trajectory> thinking, List<Trajectory> others) {
                        paused.countDown();
                        return super.direct(thinking, others);
                    }
                }),
                SILENT);
        paused.await();
        generation.cancel();
        Requests.soon(() -> generation.isDone() && loop.occupancy().rows() == 0);
        assertThat(generation.rows()).allMatch(row -> row.parked == null);
    }
}
