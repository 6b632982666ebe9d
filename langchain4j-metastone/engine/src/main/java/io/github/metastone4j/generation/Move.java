package io.github.metastone4j.generation;

/**
 * What becomes of a trajectory that pauses in its thinking.
 *
 * @param fate of the trajectory itself
 * @param forks how many new trajectories go on from where it is, at least 0; they share what is in its cache
 */
public record Move(Fate fate, int forks) {

    /** What a trajectory can be told. */
    public enum Fate {
        /** To think on. */
        GO_ON,
        /** To wait until it is asked about again, with those that think on. */
        HOLD,
        /** To end its thinking with the next token, as if its budget were used up. */
        CLOSE,
        /** To leave: its memory is free at once, and it cannot win. */
        STOP
    }

    /** Thinks on alone. */
    public static final Move GO_ON = new Move(Fate.GO_ON, 0);

    /** Waits. */
    public static final Move HOLD = new Move(Fate.HOLD, 0);

    /** Ends its thinking. */
    public static final Move CLOSE = new Move(Fate.CLOSE, 0);

    /** Leaves. */
    public static final Move STOP = new Move(Fate.STOP, 0);

    public Move {
        if (forks < 0) {
            throw new IllegalArgumentException("forks is " + forks + "; it must be at least 0");
        }
    }

    boolean goesOn() {
        return fate == Fate.GO_ON || fate == Fate.CLOSE || forks > 0;
    }
}
