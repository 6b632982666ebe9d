package io.github.metastone4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.metastone4j.ReflectionTrajectory;
import io.github.metastone4j.ReflectionTrajectory.Ending;
import io.github.metastone4j.ReflectionTrajectory.ScoredStep;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConclusionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            First 3 + 4 = 7. So that 7 * 6 = 42.          | 7 * 6 = 42
            (3 + 4) × 6 = 42                              | (3 + 4) × 6 = 42
            That leaves x = 5, which fits.                | x = 5
            2.5 * 2 = 5.0.                                | 2.5 * 2 = 5.0
            It cannot be said.                            | It cannot be said.
            """)
    void itIsTheLastEquationOrElseTheLastWords(String thinking, String conclusion) {
        assertThat(Conclusion.of(Script.trajectory(0, new ScoredStep(thinking, 0.5))))
                .isEqualTo(conclusion);
    }

    @Test
    void whatIsBoxedComesFirst() {
        var boxed = new ReflectionTrajectory(0, null, "1 = 1", List.of(), 0, "37", 3, 9, -1, Ending.CLOSED);
        assertThat(Conclusion.of(boxed)).isEqualTo("37");
    }
}
