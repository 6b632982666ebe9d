package io.github.metastone4j.generation;

import java.util.List;

/** Decides which trajectory answers, once all have thought (and answered, if the request asks for that). */
@FunctionalInterface
public interface TrajectoryChooser {

    /** Returns the index of the winner. Called on the decode loop's thread: be quick. */
    int choose(List<Trajectory> trajectories);
}
