package io.github.metastone4j.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metastone4j.cli.Captured;
import io.github.metastone4j.evaluation.ProblemResult;
import io.github.metastone4j.evaluation.Sample;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationProgressTest {

    private static final ProblemResult HALF_RIGHT = new ProblemResult(
            "problem 1",
            2,
            "42",
            List.of(new Sample(List.of(), "42", true, -1, 30), new Sample(List.of(), null, false, -1, 70)));

    private final Captured pipe = Captured.pipe();
    private final EvaluationProgress progress = new EvaluationProgress(pipe.terminal(), 3, 0);

    @Test
    void theLineSaysHowFarHowGoodHowFastAndHowLongYet() {
        progress.accept(HALF_RIGHT);
        assertThat(progress.line(Duration.ofSeconds(50)))
                .isEqualTo("1 of 3 problems, pass@1 50.0 %, 2 tokens/s, 1:40 left");
    }

    @Test
    void inAPipeLinesAreFewAndTheLastIsWritten() {
        progress.accept(HALF_RIGHT);
        progress.accept(HALF_RIGHT);
        assertThat(pipe.err()).isEmpty();
        progress.accept(HALF_RIGHT);
        assertThat(pipe.err()).startsWith("3 of 3 problems, pass@1 50.0 %").endsWith(" 0:00 left\n");
        assertThat(pipe.out()).isEmpty();
    }

    @Test
    void aTerminalIsShownABar() {
        Captured screen = Captured.screen();
        var watched = new EvaluationProgress(screen.terminal(), 2, 0);
        watched.accept(HALF_RIGHT);
        watched.accept(HALF_RIGHT);
        assertThat(screen.err())
                .startsWith("\r████████████████████ 2 of 2 problems")
                .endsWith("\u001b[K\n");
    }

    @Test
    void whatIsLeftIsGuessedFromWhatThisRunHasDone() {
        var resumed = new EvaluationProgress(pipe.terminal(), 10, 8);
        resumed.accept(HALF_RIGHT);
        assertThat(resumed.line(Duration.ofSeconds(50)))
                .isEqualTo("9 of 10 problems, pass@1 50.0 %, 2 tokens/s, 0:50 left");
    }
}
