package io.github.metastone4j.cli;

import io.github.metastone4j.generation.DecodeLoop;
import io.github.metastone4j.generation.GenerationListener;
import io.github.metastone4j.generation.GenerationRequest;
import io.github.metastone4j.generation.Move;
import io.github.metastone4j.generation.Trajectory;
import io.github.metastone4j.generation.TrajectoryChooser;
import io.github.metastone4j.kernel.Decoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What it gives to stop trajectories: one request of which half leave, and half again, until one is left. */
final class StoppingRun implements TrajectoryChooser {

    /**
     * While so many trajectories were left.
     *
     * @param stepMillis of one decode step, mean
     * @param cacheMegabytes that their keys and values took at the end
     */
    record Level(int trajectories, double stepMillis, double cacheMegabytes) {}

    private final int k;
    private final int steps;
    private final DecodeLoop loop;
    private final List<Level> levels = new ArrayList<>();
    private long since;

    private StoppingRun(int k, int steps, DecodeLoop loop) {
        this.k = k;
        this.steps = steps;
        this.loop = loop;
    }

    /**
     * Measures after a run of the same kind, which warms up.
     *
     * @param steps of decoding with each number of trajectories
     */
    static List<Level> measure(Decoder decoder, int k, int promptTokens, int steps) {
        try (var loop = new DecodeLoop(decoder, k, Long.MAX_VALUE)) {
            new StoppingRun(k, 4, loop).run(decoder, promptTokens, 1);
            var run = new StoppingRun(k, steps, loop);
            run.run(decoder, promptTokens, 2);
            return List.copyOf(run.levels);
        }
    }

    private void run(Decoder decoder, int promptTokens, long seed) {
        int numbers = Integer.SIZE - Integer.numberOfLeadingZeros(k);
        GenerationRequest request = SpeedRun.request(decoder, k, promptTokens, steps * numbers + 2, seed, this);
        loop.submit(request, new GenerationListener() {}).result().join();
    }

    /** The first token, which the prompt's pass gives, and then whenever as many steps have been done. */
    @Override
    public boolean pauses(int tokens, boolean step) {
        return since == 0 || tokens >= steps;
    }

    @Override
    public List<Move> direct(List<Trajectory> thinking, List<Trajectory> others) {
        int there = thinking.size();
        if (since == 0) {
            since = System.nanoTime();
            return Collections.nCopies(there, Move.GO_ON);
        }
        level(there);
        List<Move> moves = new ArrayList<>(Collections.nCopies(there, Move.STOP));
        Collections.fill(moves.subList(0, Math.max(1, there / 2)), Move.GO_ON);
        since = System.nanoTime();
        return moves;
    }

    @Override
    public int choose(List<Trajectory> trajectories) {
        return 0;
    }

    private void level(int there) {
        if (levels.isEmpty() || levels.get(levels.size() - 1).trajectories() > there) {
            levels.add(new Level(there, (System.nanoTime() - since) / 1e6 / steps, loop.cacheBytes() / 1e6));
        }
    }
}
