package io.github.metastone4j.search;

import static io.github.metastone4j.search.Drafts.LAST;
import static io.github.metastone4j.search.Drafts.STEP;
import static io.github.metastone4j.search.Drafts.open;
import static io.github.metastone4j.search.Drafts.thought;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metastone4j.generation.Move;
import io.github.metastone4j.generation.Trajectory;
import java.util.List;
import org.junit.jupiter.api.Test;

class TreeSearchTest {

    private static final Move EXPAND = new Move(Move.Fate.GO_ON, 1);

    private static SearchRun run(double exploration, Integer tokenBudget, int width) {
        return new TreeSearch(2, exploration, tokenBudget).begin(width, LAST);
    }

    @Test
    void oneNodeIsExpandedAndTheOthersWait() {
        SearchRun run = run(0, null, 3);
        assertThat(run.direct(List.of(open(0, 0.3), open(1, 0.8), open(2, 0.5)), List.of()))
                .containsExactly(Move.HOLD, EXPAND, Move.HOLD);
        // Its children are worth 0.4 and 0.2, so that its mean falls to 0.47, below the 0.5 of the third.
        assertThat(run.direct(List.of(open(0, 0.3), open(1, 0.8, 0.4), open(2, 0.5), open(3, 0.8, 0.2)), List.of()))
                .containsExactly(Move.HOLD, Move.HOLD, EXPAND, Move.HOLD);
        // Those of the third are worth 0.9, and the better of them is followed.
        assertThat(run.direct(
                        List.of(
                                open(0, 0.3),
                                open(1, 0.8, 0.4),
                                open(2, 0.5, 0.8),
                                open(3, 0.8, 0.2),
                                open(4, 0.5, 0.9)),
                        List.of()))
                .containsExactly(Move.HOLD, Move.HOLD, Move.HOLD, Move.HOLD, EXPAND);
    }

    @Test
    void itEndsOnceAsManyHaveThoughtAsBegan() {
        SearchRun run = run(0, null, 2);
        assertThat(run.direct(List.of(open(0, 0.9), open(1, 0.8)), List.of())).containsExactly(EXPAND, Move.HOLD);
        assertThat(run.direct(List.of(open(1, 0.8), open(2, 0.9, 0.9)), List.of(thought(0, 0.9, 0.7))))
                .containsExactly(Move.HOLD, EXPAND);
        assertThat(run.direct(
                        List.of(open(1, 0.8), open(3, 0.9, 0.9, 0.5)),
                        List.of(thought(0, 0.9, 0.7), thought(2, 0.9, 0.9, 0.9))))
                .containsOnly(Move.STOP);
    }

    @Test
    void itEndsWithTheStepDuringWhichItsTokensAreUsedUp() {
        List<Trajectory> thinking = List.of(open(0, 0.3), open(1, 0.8));
        List<Trajectory> others = List.of(thought(2, 0.5));
        assertThat(run(0, 3 * STEP + 1, 3).direct(thinking, others)).containsExactly(Move.HOLD, EXPAND);
        assertThat(run(0, 3 * STEP, 3).direct(thinking, others)).containsOnly(Move.STOP);
    }

    @Test
    void whereNobodyHasThoughtByThenTheBestDoes() {
        SearchRun run = run(0, 1, 3);
        assertThat(run.direct(List.of(open(0, 0.3), open(1, 0.8), open(2, 0.5)), List.of()))
                .containsExactly(Move.STOP, Move.GO_ON, Move.STOP);
        assertThat(run.pauses(true)).isFalse();
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> new TreeSearch(0, 1, null)).hasMessageContaining("expansion is 0; it must be");
        assertThatThrownBy(() -> new TreeSearch(2, -1, null)).hasMessageContaining("exploration is -1.0; it must be");
        assertThatThrownBy(() -> new TreeSearch(2, Double.NaN, null)).hasMessageContaining("exploration is NaN");
        assertThatThrownBy(() -> new TreeSearch(2, 1, 0)).hasMessageContaining("tokenBudget is 0; it must be");
    }
}
