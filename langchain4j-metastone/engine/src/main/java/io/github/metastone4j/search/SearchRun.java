package io.github.metastone4j.search;

import io.github.metastone4j.generation.Move;
import io.github.metastone4j.generation.Trajectory;
import java.util.List;

/** One request's search, asked on the decode loop's thread alone. */
public interface SearchRun {

    /**
     * Whether a trajectory pauses.
     *
     * @param step whether a step of it has just ended
     */
    boolean pauses(boolean step);

    /**
     * What becomes of trajectories that pause, once all others have thought: see
     * {@link io.github.metastone4j.generation.TrajectoryChooser#direct}.
     */
    List<Move> direct(List<Trajectory> thinking, List<Trajectory> others);
}
