package io.github.metastone4j.generation;

import java.util.List;

/** Decides which trajectory answers, once all have thought (and answered, if the request asks for that). */
@FunctionalInterface
public interface TrajectoryChooser {

    /** Returns the index of the winner. Called on the decode loop's thread: be quick. */
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
     * How many more are to compete before one is chosen. Asked whenever all that have begun have competed; what it says may
     * depend on them alone, so that a request's outcome does not depend on who else decodes.
     *
     * @param competed all that have begun
     * @param left how many more there may be, at least 1
     */
    default int more(List<Trajectory> competed, int left) {
        return 0;
    }
}
