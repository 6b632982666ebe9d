package io.github.metastone4j.generation;

import static io.github.metastone4j.generation.Requests.TAGS;
import static io.github.metastone4j.generation.Requests.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.metastone4j.kernel.RowOutput;
import io.github.metastone4j.kernel.ScriptedEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each row keeps the rule for the rest of its answer. */
class AnswerRuleTest {

    private static final int LENGTH = 20;
    private static final int[] THINKING = {9, TAGS.open(), 100};
    private static final int[] NOT_THINKING = {8, 9};

    private final List<Integer> told = new ArrayList<>();
    private final List<List<Integer>> answers = new ArrayList<>();

    /** Ends every answer after so many tokens. */
    private final class Remembering implements AnswerRule {

        private final List<Integer> answer;

        Remembering(List<Integer> answer) {
            this.answer = answer;
        }

        @Override
        public boolean isOver() {
            if (answer.size() == LENGTH) {
                answers.add(answer);
            }
            return answer.size() == LENGTH;
        }

        @Override
        public AnswerRule after(int token) {
            told.add(token);
            return new Remembering(
                    Stream.concat(answer.stream(), Stream.of(token)).toList());
        }
    }

    /** Writes tokens that differ from row to row. */
    private static ScriptedEngine engine() {
        return new ScriptedEngine(4096, (text, row) -> new RowOutput(100 + (int) (row.uniform() * 1000), -1, 0));
    }

    private GenerationRequest request(int[] prompt, int k, boolean answerAll, TrajectoryChooser chooser) {
        return new GenerationRequest(
                prompt,
                k,
                new SamplingSettings(1, 1, 0, 1, 7),
                Set.of(2),
                TAGS,
                new StepRule.Windows(3),
                5,
                100,
                answerAll,
                chooser,
                new Remembering(List.of()),
                null);
    }

    private static List<Integer> answer(Trajectory trajectory) {
        return Arrays.stream(trajectory.tokens())
                .skip(trajectory.tokensBeforeAnswer(TAGS))
                .boxed()
                .toList();
    }

    @Test
    void three_hundred_rows_that_take_turns_and_give_way_are_read_once() {
        ScriptedEngine engine = engine();
        try (var loop = new DecodeLoop(engine, 7, 120)) { // seven rows begin, and outgrow the cache
            GenerationResult result = run(loop, request(THINKING, 300, true, trajectories -> 0));

            assertThat(answers)
                    .containsExactlyInAnyOrderElementsOf(result.trajectories().stream()
                            .map(AnswerRuleTest::answer)
                            .toList());
            assertThat(told).hasSize(300 * LENGTH);
        }
        assertThat(engine.held()).isZero();
    }

    @Test
    void a_fork_begins_with_the_rule_of_its_parent() {
        var chooser = new TrajectoryChooser() {
            @Override
            public int choose(List<Trajectory> trajectories) {
                return 1;
            }

            @Override
            public boolean pauses(int tokens, boolean step) {
                return tokens == 3;
            }

            @Override
            public List<Move> direct(List<Trajectory> thinking, List<Trajectory> others) {
                return thinking.size() > 1
                        ? Collections.nCopies(thinking.size(), Move.GO_ON)
                        : List.of(new Move(Move.Fate.GO_ON, 2));
            }
        };
        try (var loop = new DecodeLoop(engine(), 2, 1000)) {
            GenerationResult result = run(loop, request(NOT_THINKING, 1, false, chooser));

            assertThat(result.trajectories()).hasSize(3);
            assertThat(answers)
                    .containsExactlyInAnyOrderElementsOf(result.trajectories().stream()
                            .map(AnswerRuleTest::answer)
                            .toList());
            assertThat(told)
                    .hasSize(result.trajectories().stream()
                            .mapToInt(Trajectory::drawnTokens)
                            .sum());
        }
    }

    @Test
    void what_stands_before_the_thinking_is_no_part_of_the_answer() {
        int[] text = {100, 101, TAGS.open(), 102, TAGS.close()};
        var scripted = new ScriptedEngine(4096, (before, row) -> {
            int written = before.length - NOT_THINKING.length;
            return new RowOutput(written < text.length ? text[written] : 200 + written, -1, 0);
        });
        try (var loop = new DecodeLoop(scripted, 2, 1000)) {
            GenerationResult result = run(loop, request(NOT_THINKING, 1, false, trajectories -> 0));

            assertThat(answers)
                    .containsExactly(IntStream.range(0, LENGTH)
                            .mapToObj(i -> 200 + text.length + i)
                            .toList());
            assertThat(result.complete()).isTrue();
        }
    }
}
