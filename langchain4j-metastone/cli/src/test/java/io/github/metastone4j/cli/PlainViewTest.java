package io.github.metastone4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainViewTest {

    private final Captured pipe = Captured.pipe();
    private final ProgressRecorder recorder = Script.recorder();

    @Test
    void trajectoriesAreToldWhenTheyHaveFinishedThenTheReasonThenTheAnswer() {
        var view = new PlainView(pipe.terminal());
        Script.playFirstHalf(recorder);
        view.show(recorder.progress());
        assertThat(pipe.out())
                .isEqualTo(
                        """
                        trajectory 1: score 0.200, 2 steps, 20 tokens
                          0.250  Add 12 and 30: 12 + 30 = 43.
                          0.160  So 43 - 5 = 38.

                        """);
        Script.playSecondHalf(recorder);
        view.show(recorder.progress());
        Script.playEnd(recorder);
        view.show(recorder.progress());
        view.close();
        assertThat(pipe.out())
                .isEqualTo(
                        """
                        trajectory 2: score 0.900, 2 steps, 21 tokens
                          0.810  First, 12 + 30 = 42.
                          1.000  Taking 5 away gives 42 - 5 = 37.

                        Trajectory 2 of 2 has the highest geometric mean of step scores, 0.900 (runner-up 0.200).

                        It is \\boxed{37}.
                        """);
    }

    @Test
    void aDrawingShowsWhatCameLast() {
        var drawing = new Drawing(recorder, new PlainView(pipe.terminal()));
        Script.playFirstHalf(recorder);
        Script.playSecondHalf(recorder);
        Script.playEnd(recorder);
        drawing.end();
        assertThat(pipe.out()).endsWith("\n\nIt is \\boxed{37}.\n");
    }

    @Test
    void theBillNamesTokensTimeAndSeed() {
        assertThat(Script.bill().lines(pipe.terminal().ink()))
                .containsExactly(
                        "thinking  21 tokens in 2 steps; all 2 trajectories: 41 tokens",
                        "time      0.50 s, first token after 0.03 s, 122 tokens/s",
                        "loading   0.80 s",
                        "seed      7");
    }
}
