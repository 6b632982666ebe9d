package io.github.metastone4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LiveViewTest {

    private static final String ESCAPE = "\u001b[";

    private final Captured screen = Captured.screen();
    private final LiveView view = new LiveView(screen.terminal(), new TerminalSize(80, 24));
    private final ProgressRecorder recorder = Script.recorder();

    @Test
    void aPictureIsDrawnOverTheOneBefore() {
        view.show(recorder.progress());
        assertThat(screen.out()).startsWith(ESCAPE + "?25l").doesNotContain(ESCAPE + "4A");
        Script.playFirstHalf(recorder);
        view.show(recorder.progress());
        assertThat(screen.out())
                .startsWith("\r" + ESCAPE + "4A")
                .contains("Taking 5 away")
                .endsWith(ESCAPE + "J");
    }

    @Test
    void onceDecidedTheWinnersStepsTheReasonAndTheAnswerFollow() {
        Script.playFirstHalf(recorder);
        Script.playSecondHalf(recorder);
        view.show(recorder.progress());
        assertThat(text(screen.out()))
                .contains("▸ 2  ▇█")
                .endsWith(
                        """

                          0.810  First, 12 + 30 = 42.
                          1.000  Taking 5 away gives 42 - 5 = 37.

                        Trajectory 2 of 2 has the highest geometric mean of step scores, 0.900
                        (runner-up 0.200).

                        It is\s""");
        Script.playEnd(recorder);
        view.show(recorder.progress());
        view.close();
        assertThat(text(screen.out())).isEqualTo("\\boxed{37}.\n");
    }

    @Test
    void aPictureOfWhatFailedIsErasedAndTheCursorComesBack() {
        view.show(recorder.progress());
        screen.out();
        view.close();
        assertThat(screen.out()).isEqualTo("\r" + ESCAPE + "4A" + ESCAPE + "J" + ESCAPE + "?7h" + ESCAPE + "?25h");
    }

    private static String text(String output) {
        return output.replaceAll("\u001b\\[[?0-9;]*[A-Za-z]", "");
    }
}
