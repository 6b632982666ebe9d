package io.github.metastone4j.search;

import io.github.metastone4j.generation.Trajectory;
import io.github.metastone4j.selection.Aggregator;

/** The score of a trajectory as far as it has come, in [0, 1]; 0 before its first step, as the selectors have it. */
record RunningScore(Aggregator aggregator) {

    double of(Trajectory trajectory) {
        return aggregator.aggregateOrZero(trajectory.stepScores());
    }
}
