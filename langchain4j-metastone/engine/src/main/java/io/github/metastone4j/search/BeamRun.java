package io.github.metastone4j.search;

import io.github.metastone4j.generation.GenerationRequest;
import io.github.metastone4j.generation.Move;
import io.github.metastone4j.generation.Trajectory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Keeps the best and lets them take the places of the others. It remembers nothing: who thinks is the beam. */
record BeamRun(int expansion, RunningScore score) implements SearchRun {

    @Override
    public boolean pauses(boolean step) {
        return step;
    }

    @Override
    public List<Move> direct(List<Trajectory> thinking, List<Trajectory> others) {
        int width = thinking.size();
        int kept = (width + expansion - 1) / expansion;
        if (width + others.size() + width - kept > GenerationRequest.MAX_TRAJECTORIES) {
            return Collections.nCopies(width, Move.GO_ON);
        }
        double[] scores = thinking.stream().mapToDouble(score::of).toArray();
        List<Integer> best = IntStream.range(0, width)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer place) -> -scores[place])) // stable: the first of equals
                .limit(kept)
                .toList();
        List<Move> moves = new ArrayList<>(Collections.nCopies(width, Move.STOP));
        for (int rank = 0; rank < kept; rank++) {
            int ways = width / kept + (rank < width % kept ? 1 : 0);
            moves.set(best.get(rank), new Move(Move.Fate.GO_ON, ways - 1));
        }
        return moves;
    }
}
