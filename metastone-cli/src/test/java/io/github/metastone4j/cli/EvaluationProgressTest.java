package io.github.metastone4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
    private final EvaluationProgress progress = new EvaluationProgress(pipe.terminal(), 3);

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
}
