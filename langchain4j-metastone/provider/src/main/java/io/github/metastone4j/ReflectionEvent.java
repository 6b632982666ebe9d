package io.github.metastone4j;

import io.github.metastone4j.selection.Selection;

/**
 * What happens while trajectories compete, as data: the raw events of a {@link MetaStoneStreamingChatModel}, where the
 * LangChain4j at run time has a callback for them (from 1.17 on).
 */
public sealed interface ReflectionEvent {

    /** A trajectory has written more of its thinking. */
    record Thinking(int trajectory, String text) implements ReflectionEvent {}

    /**
     * A trajectory has finished a step.
     *
     * @param score in [0, 1]
     */
    record Step(int trajectory, String text, double score) implements ReflectionEvent {}

    /** A trajectory has finished thinking. */
    record Thought(ReflectionTrajectory trajectory) implements ReflectionEvent {}

    /** A trajectory begins as a copy of what another has thought so far. */
    record Forked(int from, int trajectory) implements ReflectionEvent {}

    /** A trajectory was stopped before its thinking had ended; it cannot win. */
    record Stopped(ReflectionTrajectory trajectory) implements ReflectionEvent {}

    /** The winner is known, and why. */
    record Selected(Selection selection) implements ReflectionEvent {}
}
