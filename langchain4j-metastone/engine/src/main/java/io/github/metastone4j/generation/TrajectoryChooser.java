package io.github.metastone4j.generation;

import java.util.Collections;
import java.util.List;

/**
 * Decides which trajectory answers, once all have thought (and answered, if the request asks for that); and on the way there, if it
 * likes, which think on.
 *
 * <p>What it says may depend on what it is shown alone, so that a request's outcome does not depend on who else decodes.
 */
@FunctionalInterface
public interface TrajectoryChooser {

    /**
     * Returns the index of the winner, which is none that was stopped. Called on the decode loop's thread: be quick.
     *
     * @param trajectories all there are, by index
     */
    int choose(List<Trajectory> trajectories);

    /**
     * How many trajectories begin together, at least 1.
     *
     * @param k how many there may be
     */
    default int first(int k) {
        return k;
    }

    /**
     * How many more are to begin before one is chosen. Asked whenever all that have begun have competed or were stopped.
     *
     * @param competed all that have begun
     * @param left how many more there may be, at least 1
     */
    default int more(List<Trajectory> competed, int left) {
        return 0;
    }

    /**
     * Whether a trajectory pauses in its thinking, until all others pause or have thought as well; then {@link #direct} is asked.
     *
     * @param tokens that it has written since it began, was forked, or paused last; at least 1
     * @param step whether a step ends with the last of them
     */
    default boolean pauses(int tokens, boolean step) {
        return false;
    }

    /**
     * What becomes of trajectories that pause. If none of them thinks on or is forked, those that were to wait are stopped.
     *
     * @param thinking those that pause, by index, at least one
     * @param others that have thought, as they were when they had, or were stopped; by index
     * @return a move for each that pauses, in the same order
     */
    default List<Move> direct(List<Trajectory> thinking, List<Trajectory> others) {
        return Collections.nCopies(thinking.size(), Move.GO_ON);
    }
}
