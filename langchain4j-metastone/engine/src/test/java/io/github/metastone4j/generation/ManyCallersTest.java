package io.github.metastone4j.generation;

import static io.github.metastone4j.generation.Requests.SILENT;
import static io.github.metastone4j.generation.Requests.TAGS;
import static io.github.metastone4j.generation.Requests.aside;
import static io.github.metastone4j.generation.Requests.await;
import static io.github.metastone4j.generation.Requests.run;
import static io.github.metastone4j.generation.Requests.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metastone4j.kernel.AllowedTokens;
import io.github.metastone4j.kernel.RowInput;
import io.github.metastone4j.kernel.RowOutput;
import io.github.metastone4j.kernel.ScriptedEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Queue, deadlines and shutdown, on a model that counts: after token n comes n + 1, one turn for each permit. */
class ManyCallersTest {

    private static final int END = 2;
    private static final int PLENTY = 1 << 20;

    private final Semaphore turns = new Semaphore(PLENTY);
    private final ScriptedEngine engine = new ScriptedEngine(4096, this::count);
    private DecodeLoop loop = new DecodeLoop(engine, 4, PLENTY);

    private RowOutput count(int[] text, RowInput row) {
        turns.acquireUninterruptibly();
        int next = text[text.length - 1] + 1;
        int token = row.allowed().contains(next) ? next : first(row.allowed());
        return new RowOutput(token, -1, 0);
    }

    private static int first(AllowedTokens allowed) {
        return IntStream.range(0, PLENTY).filter(allowed::contains).findFirst().orElseThrow();
    }

    @AfterEach
    void nothingIsLeft() {
        turns.release(PLENTY);
        loop.close();
        assertThat(engine.held()).isZero();
        assertThat(loop.occupancy()).isEqualTo(new Occupancy(0, 0, 0, 0));
    }

    private static GenerationRequest request(int k, int thinking, int output, AnswerRule rule, Duration deadline) {
        return new GenerationRequest(
                new int[] {9, TAGS.open(), 100},
                k,
                SamplingSettings.greedy(),
                Set.of(END),
                TAGS,
                new StepRule.Windows(3),
                thinking,
                output,
                false,
                trajectories -> 0,
                rule,
                deadline);
    }

    private static GenerationRequest request(int k, int thinking) {
        return request(k, thinking, 5, AnswerRule.FREE, null);
    }

    private void standStill() {
        turns.drainPermits();
    }

    @Test
    void aDeadlineEndsARequestThatRunsAndFreesItsRows() {
        standStill();
        Generation generation = loop.submit(request(3, 1000, 5, AnswerRule.FREE, Duration.ofMillis(700)), SILENT);
        assertThatThrownBy(() -> generation.result().get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(DeadlineExceededException.class)
                .hasMessageContaining("deadline of 700 ms")
                .hasMessageContaining("thinking"); // told at once, although the device still computes
        turns.release(PLENTY);
        soon(() -> loop.occupancy().equals(new Occupancy(0, 0, 0, 0)));
    }

    @Test
    void aDeadlineCountsTheWaitForATurn() {
        standStill();
        Generation running = loop.submit(request(4, 8), SILENT);
        Generation waiting = loop.submit(request(1, 8, 5, AnswerRule.FREE, Duration.ofMillis(30)), SILENT);
        assertThatThrownBy(() -> waiting.result().get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(DeadlineExceededException.class)
                .hasMessageContaining("waiting for its turn");
        turns.release(PLENTY);
        assertThat(await(running).trajectories()).hasSize(4);
    }

    @Test
    void aRequestThatIsAnsweredInTimeHearsNothingOfItsDeadline() {
        GenerationResult result = run(loop, request(2, 8, 5, AnswerRule.FREE, Duration.ofHours(1)));
        assertThat(result.answer()).hasSize(5);
        assertThatThrownBy(() -> request(1, 8, 5, AnswerRule.FREE, Duration.ZERO))
                .hasMessageContaining("deadline is PT0S");
    }

    @Test
    void oneMoreThanMayWaitIsRefusedAndTheOthersAreServed() {
        loop.close();
        loop = new DecodeLoop(engine, 4, PLENTY, 2);
        standStill();
        Generation running = loop.submit(request(4, 8), SILENT);
        soon(() -> loop.occupancy().waiting() == 0);
        List<Generation> waiting = List.of(loop.submit(request(4, 8), SILENT), loop.submit(request(1, 8), SILENT));
        assertThat(loop.occupancy().waiting()).isEqualTo(2);
        assertThatThrownBy(() -> loop.submit(request(1, 8), SILENT))
                .isInstanceOf(QueueFullException.class)
                .hasMessageContaining("2 requests wait for their turn already");
        turns.release(PLENTY);
        await(running);
        waiting.forEach(Requests::await);
        assertThat(run(loop, request(1, 8)).answer()).hasSize(5);
    }

    @Test
    void aWaitingRequestThatIsCancelledMakesRoomInTheQueue() {
        loop.close();
        loop = new DecodeLoop(engine, 4, PLENTY, 1);
        standStill();
        Generation running = loop.submit(request(4, 8), SILENT);
        soon(() -> loop.occupancy().waiting() == 0);
        loop.submit(request(4, 8), SILENT).cancel();
        turns.release(8);
        soon(() -> loop.occupancy().waiting() == 0);
        Generation next = loop.submit(request(4, 8), SILENT);
        turns.release(PLENTY);
        await(running);
        await(next);
    }

    @Test
    void requestsBeginInTheOrderTheyCame() {
        standStill();
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        List<Generation> generations = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            int caller = i;
            generations.add(loop.submit(request(1 + i % 5, 3 + i % 4), new GenerationListener() {
                @Override
                public void onToken(int trajectory, int token) {
                    if (!order.contains(caller)) {
                        order.add(caller);
                    }
                }
            }));
        }
        turns.release(PLENTY);
        generations.forEach(Requests::await);
        assertThat(order).isSorted().hasSize(12);
    }

    @Test
    void closingWithGraceLetsRequestsEndAndTakesNoMore() throws Exception {
        standStill();
        Generation running = loop.submit(request(4, 50), SILENT);
        Generation waiting = loop.submit(request(4, 50), SILENT);
        Future<?> closing = aside(() -> loop.close(Duration.ofMinutes(1)));
        soon(() -> {
            try {
                loop.submit(List.of(request(1, 1)), SILENT).forEach(Generation::cancel);
                return false;
            } catch (ModelClosedException e) {
                return e.getMessage().equals("the model is closed; load it again");
            }
        });
        turns.release(PLENTY);
        assertThat(await(running).answer()).hasSize(5);
        assertThat(await(waiting).answer()).hasSize(5);
        closing.get(10, TimeUnit.SECONDS);
    }

    @Test
    void whatOutlastsTheGraceFailsClearly() throws Exception {
        standStill();
        Generation running = loop.submit(request(4, 1_000_000), SILENT);
        var closing = new FutureTask<>(() -> loop.close(Duration.ofMillis(20)), null);
        var closer = new Thread(closing);
        closer.start();
        for (int i = 0; i < 5000 && closer.getState() != Thread.State.WAITING; i++) {
            Thread.sleep(1); // until the grace is over, and it waits for the turn that stands still
        }
        turns.release(PLENTY);
        assertThatThrownBy(() -> running.result().get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ModelClosedException.class);
        closing.get(10, TimeUnit.SECONDS);
    }

    @Test
    void closingReturnsAlsoIfARequestComesInDuringTheLastTurn() throws Exception {
        for (int round = 0; round < 50; round++) {
            var other = new DecodeLoop(engine, 4, PLENTY);
            standStill();
            Generation last = other.submit(request(1, 1, 1, AnswerRule.FREE, null), SILENT);
            turns.release(1);
            Generation late = other.submit(request(1, 1, 1, AnswerRule.FREE, null), SILENT);
            Future<?> closing = aside(() -> other.close(Duration.ofMinutes(1)));
            turns.release(PLENTY);
            await(last);
            await(late);
            closing.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aListenerThatLeavesTheThreadInterruptedDoesNotEndTheLoop() {
        for (int round = 0; round < 3; round++) {
            Generation generation = loop.submit(request(2, 8), new GenerationListener() {
                @Override
                public void onTurnEnd() {
                    Thread.currentThread().interrupt();
                }
            });
            assertThat(await(generation).answer()).hasSize(5);
        }
    }

    // What a moment's look shows

    @Test
    void aRequestThatBeginsEitherWaitsOrRuns() {
        var seen = new ArrayList<Occupancy>();
        var looking = new ScriptedEngine(4096, (text, row) -> {
            seen.add(loop.occupancy());
            return new RowOutput(text[text.length - 1] + 1, -1, 0);
        });
        loop.close();
        loop = new DecodeLoop(looking, 4, PLENTY);
        run(loop, request(3, 8));
        assertThat(seen).hasSizeGreaterThan(3).allMatch(occupancy -> occupancy.running() + occupancy.waiting() == 1);
    }

    @Test
    void whoFindsTheCacheEmptyFindsNothingKeptBesideItEither() {
        List<Integer> held = new ArrayList<>();
        engine.whenEmpty(() -> held.add(engine.held()));
        standStill();
        Generation generation = loop.submit(request(9, 1000), SILENT); // five rows will still need the prompt
        turns.release(9);
        soon(() -> loop.occupancy().running() == 1);
        generation.result().cancel(true);
        turns.release(PLENTY);
        soon(() -> loop.occupancy().equals(new Occupancy(0, 0, 0, 0)));
        assertThat(held).isNotEmpty().containsOnly(0);
    }

    // What answers must look like

    @Test
    void anAnswerBeginsAsItsRuleSays() {
        GenerationResult result = run(loop, request(2, 4, 6, openingWith(70, 80), null));
        assertThat(result.answer()).containsExactly(70, 80, 81, 82, 83, 84);
        assertThat(result.winner().thinkingLength()).isEqualTo(4); // thinking is free
    }

    @Test
    void aRowThatMayOnlyAnswerSoMayStillThinkFirst() {
        var offered = new ArrayList<List<Integer>>();
        var thinks = new ScriptedEngine(4096, (text, row) -> {
            List<Integer> allowed = row.allowed() == AllowedTokens.ALL
                    ? List.of()
                    : IntStream.range(0, 1000)
                            .filter(row.allowed()::contains)
                            .boxed()
                            .toList();
            offered.add(allowed);
            int last = text[text.length - 1];
            int token = last == 9
                    ? TAGS.open()
                    : allowed.isEmpty() ? last == TAGS.open() ? TAGS.close() : END : allowed.get(0);
            return new RowOutput(token, -1, 0);
        });
        try (var other = new DecodeLoop(thinks, 4, PLENTY)) {
            GenerationRequest unopened = Requests.withPrompt(request(1, 50, 6, openingWith(70, 80), null), 8, 9);
            assertThat(run(other, unopened).answer()).containsExactly(70, 80);
        }
        assertThat(offered).containsExactly(List.of(TAGS.open(), 70), List.of(), List.of(70), List.of(80), List.of());
        assertThat(thinks.held()).isZero();
    }

    @Test
    void anAnswerEndsWhereItsRuleSaysAndIsComplete() {
        AnswerRule atThree = new EndingAfter(3);
        GenerationResult result = run(loop, request(2, 4, 100, atThree, null));
        assertThat(result.answer()).hasSize(3);
        assertThat(result.complete()).isTrue();
        GenerationResult direct = run(loop, Requests.withPrompt(request(1, 4, 100, atThree, null), 8, 9));
        assertThat(direct.answer()).containsExactly(10, 11, 12);
        assertThat(direct.complete()).isTrue();
    }

    private record EndingAfter(int tokens) implements AnswerRule {

        @Override
        public boolean isOver() {
            return tokens == 0;
        }

        @Override
        public AnswerRule after(int token) {
            return new EndingAfter(tokens - 1);
        }
    }

    private static AnswerRule openingWith(int... tokens) {
        return new OpeningWith(IntStream.of(tokens).boxed().toList());
    }

    private record OpeningWith(List<Integer> tokens) implements AnswerRule {

        @Override
        public AllowedTokens allowed() {
            return tokens.isEmpty() ? AllowedTokens.ALL : AllowedTokens.only(tokens.get(0));
        }

        @Override
        public AnswerRule after(int token) {
            return new OpeningWith(tokens.subList(Math.min(1, tokens.size()), tokens.size()));
        }
    }
}
