package io.github.metastone4j;

import io.github.metastone4j.selection.Selection;

/**
 * Watches trajectories compete. All calls for one request come from one thread, the decode loop's, which waits for them:
 * be quick.
 */
public interface ReflectionListener {

    /** A trajectory has written more of its thinking; never half a character. */
    default void onThinking(int trajectory, String text) {}

    /** A trajectory has finished a step; its score lies in [0, 1]. */
    default void onStep(int trajectory, String text, double score) {}

    /** A trajectory has finished thinking. */
    default void onThought(ReflectionTrajectory trajectory) {}

    /** The winner is known, and why. */
    default void onSelected(Selection selection) {}

    /** The winner has written more of its answer. */
    default void onAnswer(String text) {}
}
