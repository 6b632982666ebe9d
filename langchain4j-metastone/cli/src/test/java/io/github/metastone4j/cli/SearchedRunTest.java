package io.github.metastone4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.metastone4j.Reflection;
import io.github.metastone4j.ReflectionTrajectory;
import io.github.metastone4j.ReflectionTrajectory.Ending;
import io.github.metastone4j.ReflectionTrajectory.Fork;
import io.github.metastone4j.ReflectionTrajectory.ScoredStep;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Candidate;
import io.github.metastone4j.selection.Selection;
import io.github.metastone4j.selection.Selector;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is shown where the second of two trajectories goes on in two ways, and the first is stopped. */
class SearchedRunTest {

    private static final ScoredStep BAD = new ScoredStep("12 + 30 = 43.", 0.2);
    private static final ScoredStep GOOD = new ScoredStep("12 + 30 = 42.", 0.8);
    private static final ReflectionTrajectory STOPPED =
            new ReflectionTrajectory(0, null, BAD.text(), List.of(BAD), 0.2, null, 0, 10, -1, Ending.STOPPED);
    private static final ReflectionTrajectory FORK = new ReflectionTrajectory(
            2, new Fork(1, 10), GOOD.text(), List.of(GOOD), 0.8, null, 15, 20, -2, Ending.CLOSED);

    private final Captured pipe = Captured.pipe();
    private final ProgressRecorder recorder = Script.recorder();

    private Progress played() {
        recorder.onThinking(0, BAD.text());
        recorder.onStep(0, BAD.text(), BAD.score());
        recorder.onThinking(1, GOOD.text());
        recorder.onStep(1, GOOD.text(), GOOD.score());
        recorder.onForked(1, 2);
        recorder.onStopped(STOPPED);
        recorder.onThinking(2, " So 37.");
        return recorder.progress();
    }

    @Test
    void aForkHasALineOfItsOwnWithWhatItInheritedAndWhoIsStoppedLeaves() {
        assertThat(new Frame(new Ink(false, false), new TerminalSize(60, 24)).lines(played(), Duration.ZERO))
                .containsExactly(
                        "  #  step scores  score  steps  thinking",
                        "  2  8            0.800      1  12 + 30 = 42.",
                        "  3  8            0.800      1  12 + 30 = 42. So 37.",
                        "  0 of 2 finished, 1 stopped, 0.0 s");
    }

    @Test
    void inAPipeThoseThatHaveThoughtAreToldAndHowManyWereStopped() {
        var view = new PlainView(pipe.terminal());
        played();
        recorder.onThought(FORK);
        recorder.onSelected(selection());
        view.show(recorder.progress());
        recorder.onAnswer("37");
        view.show(recorder.progress());
        view.close();
        assertThat(pipe.out())
                .isEqualTo(
                        """
                        trajectory 3: score 0.800, 1 step, 15 tokens
                          0.800  12 + 30 = 42.

                        stopped on the way: 1

                        Trajectory 3 of 3 has the highest geometric mean of step scores, 0.800 (runner-up 0.200).

                        37
                        """);
    }

    private static Selection selection() {
        return Selector.BEST_SCORE.select(
                List.of(
                        new Candidate(1, List.of(0.2), null, -1, 10),
                        new Candidate(2, List.of(GOOD.score()), null, -2, 20)),
                Aggregator.GEOMETRIC_MEAN);
    }

    @Test
    void theDocumentSaysWhoWasForkedFromWhomAndScoresAreEachTrajectorysOwn() {
        var second = new ReflectionTrajectory(1, null, "", List.of(), 0.2, null, 12, 17, -1, Ending.CLOSED);
        Reflection whole = Script.bill().reflection();
        var reflection = new Reflection(
                "37",
                List.of(),
                List.of(STOPPED, second, FORK),
                selection(),
                Script.EFFORT,
                15,
                true,
                7,
                whole.timings());
        var bill = new Bill(reflection, Duration.ZERO, Duration.ofMillis(500));

        JsonNode json = ReflectionJson.of("Why?", bill);

        JsonNode stopped = json.get("trajectories").get(0);
        assertThat(stopped.get("ending").asText()).isEqualTo("stopped");
        assertThat(stopped.has("forkedFrom")).isFalse();
        assertThat(stopped.get("score").asDouble()).isEqualTo(0.2);
        JsonNode fork = json.get("trajectories").get(2);
        assertThat(fork.get("forkedFrom").asInt()).isEqualTo(1);
        assertThat(fork.get("inheritedTokens").asInt()).isEqualTo(10);
        assertThat(fork.get("score").asDouble()).isEqualTo(0.8);
        // 10 that was stopped, 12, and 5 of the 15 that the fork has thought.
        assertThat(json.get("usage").get("thinkingTokens").asInt()).isEqualTo(27);
        assertThat(json.get("usage").get("allTokens").asInt()).isEqualTo(10 + 17 + 10);
    }
}
