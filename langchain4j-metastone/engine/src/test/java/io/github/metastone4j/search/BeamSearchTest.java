package io.github.metastone4j.search;

import static io.github.metastone4j.search.Drafts.open;
import static io.github.metastone4j.search.Drafts.thought;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metastone4j.generation.GenerationRequest;
import io.github.metastone4j.generation.Move;
import io.github.metastone4j.generation.Trajectory;
import io.github.metastone4j.selection.Aggregator;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BeamSearchTest {

    private static final Move ONCE_MORE = new Move(Move.Fate.GO_ON, 1);

    private static List<Move> moves(int expansion, List<Trajectory> thinking, Trajectory... others) {
        return new BeamSearch(expansion).begin(4, Aggregator.GEOMETRIC_MEAN).direct(thinking, List.of(others));
    }

    @Test
    void theBestShareGoesOnInAsManyWaysAsKeepTheWidth() {
        assertThat(moves(2, List.of(open(0, 0.5), open(1, 0.9), open(2, 0.1), open(3, 0.6))))
                .containsExactly(Move.STOP, ONCE_MORE, Move.STOP, ONCE_MORE);
    }

    @Test
    void theScoreIsThatOfAllStepsSoFar() {
        assertThat(moves(2, List.of(open(0, 0.9, 0.4), open(1, 0.5, 0.7)))).containsExactly(ONCE_MORE, Move.STOP);
    }

    @Test
    void tiesGoToTheFirst() {
        assertThat(moves(3, List.of(open(0, 0.5), open(4, 0.5), open(5, 0.5))))
                .containsExactly(new Move(Move.Fate.GO_ON, 2), Move.STOP, Move.STOP);
    }

    @Test
    void whoHasThoughtNarrowsTheBeamAndTheShareIsRoundedUp() {
        assertThat(moves(2, List.of(open(0, 0.5), open(2, 0.9), open(3, 0.6)), thought(1, 0.7)))
                .containsExactly(Move.STOP, ONCE_MORE, Move.GO_ON);
        assertThat(moves(4, List.of(open(3, 0.1)), thought(0, 0.7), thought(1, 0.7)))
                .containsExactly(Move.GO_ON);
    }

    @Test
    void whereNoFurtherTrajectoryMayBeginThoseThatThinkGoOnAlone() {
        List<Trajectory> others = Collections.nCopies(GenerationRequest.MAX_TRAJECTORIES - 4, thought(0, 0.5));
        List<Trajectory> thinking = List.of(open(1, 0.5), open(2, 0.9), open(3, 0.6), open(4, 0.1));
        assertThat(new BeamSearch(2).begin(4, Aggregator.MEAN).direct(thinking, others))
                .containsOnly(Move.GO_ON);
    }

    @Test
    void oneWayIsNoSearch() {
        assertThatThrownBy(() -> new BeamSearch(1))
                .hasMessage("expansion is 1; it must be between 2 and 4096, or there is nothing to search among");
    }
}
