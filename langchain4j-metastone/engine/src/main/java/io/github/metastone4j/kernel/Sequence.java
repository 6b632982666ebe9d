package io.github.metastone4j.kernel;

/**
 * The keys and values of one text, outside any running batch: a prefilled prompt that rows start from, or a trajectory
 * that waits to be continued. Takes memory for its own length until it is closed.
 */
public interface Sequence extends AutoCloseable {

    /** Positions it holds. */
    int length();

    @Override
    void close();
}
