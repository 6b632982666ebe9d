package io.github.metastone4j;

import dev.langchain4j.model.chat.response.StreamingHandle;
import io.github.metastone4j.selection.Selection;

/**
 * Watches trajectories compete. All calls for one request come from one thread: the one that waits for the answer, or with
 * a {@link MetaStoneStreamingChatModel} the one that calls its handler. Decoding doesn't wait for them. An exception
 * cancels the request and is thrown to its caller.
 */
public interface ReflectionListener {

    /** Hears nothing. */
    ReflectionListener NONE = new ReflectionListener() {};

    /**
     * The request is on its way.
     *
     * @param handle cancels it within one decode step, from any thread
     */
    default void onBegin(StreamingHandle handle) {}

    /** A trajectory has written more of its thinking; never half a character. */
    default void onThinking(int trajectory, String text) {}

    /** A trajectory has finished a step; its score lies in [0, 1]. */
    default void onStep(int trajectory, String text, double score) {}

    /** A trajectory has finished thinking. */
    default void onThought(ReflectionTrajectory trajectory) {}

    /** A trajectory begins as a copy of what another has thought so far: its text and its steps, which are not told again. */
    default void onForked(int from, int trajectory) {}

    /** A trajectory was stopped before its thinking had ended; it cannot win. */
    default void onStopped(ReflectionTrajectory trajectory) {}

    /** The winner is known, and why. */
    default void onSelected(Selection selection) {}

    /** The winner has written more of its answer; tool calls are no part of it. */
    default void onAnswer(String text) {}
}
