package io.github.metastone4j.cli;

import io.github.metastone4j.ReflectionTrajectory;
import io.github.metastone4j.selection.Selection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One moment of a request, unchanging.
 *
 * @param trajectories all of them, by index
 * @param thought those that have finished, in the order in which they did
 * @param selection null while they compete
 * @param answer as much as is written
 */
record Progress(
        List<TrajectoryProgress> trajectories,
        List<ReflectionTrajectory> thought,
        @Nullable Selection selection,
        String answer) {

    Progress {
        trajectories = List.copyOf(trajectories);
        thought = List.copyOf(thought);
    }

    /** Those that think or have thought: all but who was stopped. */
    List<TrajectoryProgress> running() {
        return trajectories.stream().filter(one -> !one.stopped()).toList();
    }

    int stopped() {
        return trajectories.size() - running().size();
    }
}
