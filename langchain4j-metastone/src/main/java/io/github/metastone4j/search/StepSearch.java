package io.github.metastone4j.search;

import io.github.metastone4j.selection.Aggregator;

/**
 * Spends tokens where step scores are high: k trajectories begin, and wherever all have ended a step some are dropped, some
 * wait, and some go on in several ways. Those that have thought to their end compete as ever, and the selector chooses among them.
 *
 * <p>The score of a trajectory that still thinks is the aggregate of its step scores so far. Ways that go on from one place
 * share what is in its cache; nothing is read twice, unless memory is short.
 *
 * <p>Settings, which many requests may share. What one request's search has found so far is in its {@link SearchRun}.
 */
public sealed interface StepSearch permits BeamSearch, TreeSearch {

    /**
     * The search of one request.
     *
     * @param width how many trajectories begin, k
     * @param aggregator what makes one score of a trajectory's step scores
     */
    SearchRun begin(int width, Aggregator aggregator);
}
