package io.github.metastone4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metastone4j.ReflectionTrajectory.ScoredStep;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Score;
import io.github.metastone4j.selection.Selection;
import io.github.metastone4j.selection.Selector;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FrameTest {

    private static final Ink ASCII = new Ink(false, false);
    private static final TerminalSize USUAL = new TerminalSize(60, 24);
    private static final Duration TIME = Duration.ofMillis(1234);

    @Test
    void everyTrajectoryHasALineWithItsScoresAndItsLatestWords() {
        ProgressRecorder recorder = Script.recorder();
        Script.playFirstHalf(recorder);
        assertThat(new Frame(ASCII, USUAL).lines(recorder.progress(), TIME))
                .containsExactly(
                        "  #  step scores  score  steps  thinking",
                        "  1  21           0.200      2  43 - 5 = 38",
                        "  2  8            0.810      1  ~2 + 30 = 42. Taking 5 away",
                        "  1 of 2 finished, 1.2 s");
    }

    @Test
    void theWinnerIsMarked() {
        ProgressRecorder recorder = Script.recorder();
        Script.playFirstHalf(recorder);
        Script.playSecondHalf(recorder);
        assertThat(new Frame(ASCII, USUAL).lines(recorder.progress(), TIME).get(2))
                .isEqualTo("> 2  89           0.900      2  42 - 5 = 37");
    }

    @Test
    void scoresAreColouredFromRedToGreen() {
        ProgressRecorder recorder = Script.recorder();
        recorder.onStep(0, "wrong", 0.01);
        recorder.onStep(1, "right", 0.99);
        List<String> lines = new Frame(new Ink(true, true), USUAL).lines(recorder.progress(), TIME);
        assertThat(lines.get(1)).contains("\u001b[38;5;160m▁\u001b[0m");
        assertThat(lines.get(2)).contains("\u001b[38;5;34m█\u001b[0m");
    }

    @Test
    void aLowTerminalShowsTheFirstAndSaysWhoLeads() {
        ProgressRecorder recorder = new ProgressRecorder(32, Aggregator.GEOMETRIC_MEAN);
        recorder.onStep(30, "right", 0.75);
        List<String> lines = new Frame(ASCII, new TerminalSize(80, 12)).lines(recorder.progress(), TIME);
        assertThat(lines).hasSize(11);
        assertThat(lines.get(9)).startsWith("   9  ");
        assertThat(lines.get(10)).isEqualTo("  0 of 32 finished, 1.2 s, 23 not shown, best 0.750, number 31");
    }

    @Test
    void aWinnerThatWasNotShownIsShownInTheEnd() {
        var recorder = new ProgressRecorder(100, Aggregator.GEOMETRIC_MEAN);
        recorder.onSelected(new Selection(
                80,
                Selector.FIRST,
                Aggregator.MEAN,
                IntStream.range(0, 100).mapToObj(i -> new Score(0, true)).toList(),
                "because"));
        List<String> lines = new Frame(ASCII, new TerminalSize(80, 12)).lines(recorder.progress(), TIME);
        assertThat(lines.get(lines.size() - 2)).startsWith(">  81  ");
    }

    @Test
    void noLineIsWiderThanTheTerminal() {
        ProgressRecorder recorder = Script.recorder();
        recorder.onThinking(0, "算一算:十二加三十等于四十二。".repeat(20));
        recorder.onThinking(1, "e\u0301tape ".repeat(50));
        for (int i = 0; i < 50; i++) {
            recorder.onStep(1, "step", 0.5);
        }
        for (int columns = 40; columns < 200; columns++) {
            for (String line : new Frame(ASCII, new TerminalSize(columns, 24)).lines(recorder.progress(), TIME)) {
                assertThat(Columns.width(line)).isLessThan(columns);
            }
        }
    }

    @Test
    void whatAModelWritesCannotMoveTheCursor() {
        ProgressRecorder recorder = Script.recorder();
        recorder.onThinking(0, "\u001b[2Jgone\r\n\u0007");
        recorder.onThought(Script.trajectory(1, new ScoredStep("\u001b]0;title\u0007 1 = 1.", 0.5)));
        assertThat(new Frame(ASCII, USUAL).lines(recorder.progress(), TIME))
                .noneMatch(line -> line.chars().anyMatch(Character::isISOControl));
    }
}
