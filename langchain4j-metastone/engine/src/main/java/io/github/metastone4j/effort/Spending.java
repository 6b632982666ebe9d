package io.github.metastone4j.effort;

import io.github.metastone4j.effort.EffortReport.End;
import io.github.metastone4j.effort.EffortReport.Wave;
import io.github.metastone4j.generation.Move;
import io.github.metastone4j.generation.Trajectory;
import io.github.metastone4j.selection.Aggregator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one request spends: it begins when the request is submitted, says what becomes of trajectories, and remembers what it said.
 * Asked on the decode loop's thread alone; only the report may be read from elsewhere, once the choice is made.
 */
public final class Spending {

    /**
     * Tokens between two looks at those that think. Long enough that a look costs nothing beside them, and a few steps of the
     * shortest trajectories.
     */
    public static final int PERIOD = 16;

    private final int trajectories;
    private final Economy economy;
    private final Budget budget;
    private final Aggregator aggregator;
    private final StoppingRule stopping;
    private final Pruning pruning;
    private final long end;
    private final List<Wave> waves = new ArrayList<>();
    private final List<Integer> pruned = new ArrayList<>();
    private int begun;
    private @Nullable End over;
    private volatile @Nullable EffortReport report;

    /**
     * Begins now.
     *
     * @param trajectories how many there may be, k
     * @param economy with both numbers known
     * @param aggregator by which one that thinks is the best, where it has to answer
     */
    public Spending(int trajectories, Economy economy, Budget budget, Aggregator aggregator) {
        this.trajectories = trajectories;
        this.economy = economy;
        this.budget = budget;
        this.aggregator = aggregator;
        this.stopping = this.economy.stoppingRule();
        this.pruning = this.economy.pruningRule();
        this.end = budget.time() == null ? 0 : System.nanoTime() + budget.time().toNanos();
    }

    /** Whether fewer than k may be enough, so that answers have to be compared. */
    public boolean mayStopEarly() {
        return stopping.confidence() < 1;
    }

    /** How many begin together. */
    public int first() {
        begun = stopping.first(trajectories);
        return begun;
    }

    /** How many more may begin. */
    public int left() {
        return trajectories - begun;
    }

    /** Whether a trajectory that has written so many tokens since it paused last pauses, for what is spent. */
    public boolean pauses(int tokens) {
        return timeIsOver() || (tokens >= PERIOD && (pruning.chance() > 0 || budget.tokens() != null));
    }

    /** Whether there was a budget of time and it is used up. */
    private boolean timeIsOver() {
        return budget.time() != null && System.nanoTime() - end >= 0;
    }

    /**
     * What becomes of those that think, if nothing is left to spend; else null.
     *
     * @param next how many would think on
     */
    public @Nullable List<Move> lastMoves(List<Trajectory> thinking, List<Trajectory> others, int next) {
        End reason = timeIsOver() ? End.TIME : tokensAreUsed(thinking, others, next) ? End.TOKENS : null;
        if (reason == null) {
            return null;
        }
        over = reason;
        List<Move> moves = new ArrayList<>(Collections.nCopies(thinking.size(), Move.STOP));
        if (others.stream().allMatch(one -> one.ending() == Trajectory.Ending.STOPPED)) {
            moves.set(best(thinking), Move.CLOSE);
        }
        return moves;
    }

    /** Whether another period of those that would think on is more than there is. */
    private boolean tokensAreUsed(List<Trajectory> thinking, List<Trajectory> others, int next) {
        long drawn = Stream.concat(thinking.stream(), others.stream())
                .mapToLong(Trajectory::drawnTokens)
                .sum();
        return isTooMuch(drawn, next);
    }

    /** Whether a period of so many more trajectories would be more than there is. */
    private boolean isTooMuch(long tokens, int trajectories) {
        return budget.tokens() != null && tokens + (long) PERIOD * trajectories > budget.tokens();
    }

    private int best(List<Trajectory> thinking) {
        return IntStream.range(0, thinking.size())
                .boxed()
                .max(Comparator.comparingDouble((Integer place) ->
                                aggregator.aggregateOrZero(thinking.get(place).stepScores()))
                        .thenComparing(Comparator.reverseOrder()))
                .orElseThrow();
    }

    /** What becomes of those that think: some may be given up. */
    public List<Move> moves(List<Trajectory> thinking, List<Trajectory> others) {
        List<Boolean> givenUp = pruning.ofTrajectories(thinking, others);
        List<Move> moves = new ArrayList<>();
        for (int place = 0; place < thinking.size(); place++) {
            boolean stop = givenUp.get(place);
            if (stop) {
                pruned.add(thinking.get(place).index());
            }
            moves.add(stop ? Move.STOP : Move.GO_ON);
        }
        return moves;
    }

    /**
     * How many more begin.
     *
     * @param agreement of those that have competed
     * @param left how many more there may be, at least 1
     * @param thought tokens of thinking that all have drawn so far
     */
    public int more(double agreement, int left, long thought) {
        if (over == null && timeIsOver()) {
            over = End.TIME;
        }
        int more = over != null || !mayStopEarly() ? 0 : stopping.more(agreement, begun, left);
        if (more > 0 && isTooMuch(thought, more)) {
            over = End.TOKENS;
            more = 0;
        }
        if (more > 0) {
            waves.add(new Wave(begun, agreement));
            begun += more;
        }
        return more;
    }

    /**
     * Nothing more is spent.
     *
     * @param agreement of all that have competed; NaN if nobody asked
     */
    public void conclude(double agreement) {
        waves.add(new Wave(begun, agreement));
        End reason = over != null
                ? over
                : begun >= trajectories ? End.ALL : Double.isNaN(agreement) ? End.NO_ANSWERS : End.SURE;
        report = new EffortReport(trajectories, economy, waves, pruned, reason);
    }

    /** What was decided; known once the choice is made. */
    public EffortReport report() {
        EffortReport made = report;
        if (made == null) {
            throw new IllegalStateException("no trajectory has been chosen yet");
        }
        return made;
    }
}
