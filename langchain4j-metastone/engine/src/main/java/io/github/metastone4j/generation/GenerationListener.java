package io.github.metastone4j.generation;

/** Watches one request. Called on the decode loop's thread: be quick, and don't throw. */
public interface GenerationListener {

    /** A trajectory has grown by a token. */
    default void onToken(int trajectory, int token) {}

    /** A step of a trajectory has ended, with its score. */
    default void onStep(int trajectory, Step step) {}

    /** A trajectory has ended its thinking. */
    default void onThought(Trajectory trajectory) {}

    /** A trajectory begins as a copy of what another has written so far. */
    default void onForked(int from, int trajectory) {}

    /** A trajectory was stopped before its thinking had ended. */
    default void onStopped(Trajectory trajectory) {}

    /** The winner is known. */
    default void onChosen(int trajectory) {}

    /** The winner's answer has grown by a token; not called for end tokens. */
    default void onAnswerToken(int token) {}

    /**
     * The loop has told all there was to tell of one turn. Who hands things on to another thread does so best now, once
     * and not for each token.
     */
    default void onTurnEnd() {}
}
