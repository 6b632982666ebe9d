package io.github.metastone4j.search;

import io.github.metastone4j.generation.GenerationRequest;
import io.github.metastone4j.generation.Move;
import io.github.metastone4j.generation.Trajectory;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Grows the tree by one expansion at a time. All nodes that may still be expanded are trajectories that wait. */
final class TreeRun implements SearchRun {

    private final TreeSearch search;
    private final int width;
    private final RunningScore score;
    private final Node root = Node.root();
    private Node expanded = root; // what thinks now goes on from there
    private int known; // trajectories that there were before
    private int ends; // expansions that brought somebody to an end
    private boolean over;

    TreeRun(TreeSearch search, int width, RunningScore score) {
        this.search = search;
        this.width = width;
        this.score = score;
    }

    @Override
    public boolean pauses(boolean step) {
        return step && !over;
    }

    @Override
    public List<Move> direct(List<Trajectory> thinking, List<Trajectory> others) {
        grow(thinking, others);
        over = ends >= width
                || isSpent(thinking, others)
                || known + search.expansion() - 1 > GenerationRequest.MAX_TRAJECTORIES;
        if (!over) {
            expanded = root.select(search.exploration());
            expanded.expand();
            var expansion = new Move(Move.Fate.GO_ON, search.expansion() - 1);
            return thinking.stream()
                    .map(one -> one.index() == expanded.trajectory ? expansion : Move.HOLD)
                    .toList();
        }
        return others.isEmpty() ? bestAlone(thinking) : Collections.nCopies(thinking.size(), Move.STOP);
    }

    private void grow(List<Trajectory> thinking, List<Trajectory> others) {
        List<Trajectory> grown = Stream.concat(thinking.stream(), others.stream())
                .filter(one -> one.index() == expanded.trajectory || one.index() >= known)
                .sorted(Comparator.comparingInt(Trajectory::index))
                .toList();
        for (Trajectory one : grown) {
            expanded.add(one.index(), score.of(one), hasThought(one));
        }
        ends += grown.stream().anyMatch(TreeRun::hasThought) ? 1 : 0;
        known = thinking.size() + others.size();
    }

    private static boolean hasThought(Trajectory trajectory) {
        return trajectory.ending() != Trajectory.Ending.OPEN;
    }

    private boolean isSpent(List<Trajectory> thinking, List<Trajectory> others) {
        Integer budget = search.tokenBudget();
        return budget != null
                && Stream.concat(thinking.stream(), others.stream())
                                .mapToLong(Trajectory::drawnTokens)
                                .sum()
                        >= budget;
    }

    /** Somebody has to answer. */
    private List<Move> bestAlone(List<Trajectory> thinking) {
        Trajectory best =
                thinking.stream().max(Comparator.comparingDouble(score::of)).orElseThrow();
        return thinking.stream()
                .map(one -> one.index() == best.index() ? Move.GO_ON : Move.STOP)
                .toList();
    }
}
