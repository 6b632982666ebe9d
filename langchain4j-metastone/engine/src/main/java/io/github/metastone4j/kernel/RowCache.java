package io.github.metastone4j.kernel;

import java.util.List;

/**
 * The rows of a running batch on the device: row i of a step is slot i, and each has its own length. Memory follows use:
 * slots and positions are added in blocks as rows come and grow, and given back when the last row has left.
 *
 * <p>Not thread-safe: the decode loop's thread owns it.
 */
public interface RowCache extends AutoCloseable {

    /**
     * Makes room for at least so many slots and positions, which must be all that rows in the cache need: where one of the
     * two has to grow, the other is cut to what was asked for. One long row would else get the room of many.
     */
    void reserve(int slots, int positions);

    /** Gives all room back. No row may be in it. */
    void clear();

    /** Puts a sequence into each of the slots {@code [first, last)}; room for them must be reserved. */
    void attach(Sequence sequence, int first, int last);

    /** Copies the first positions of a slot out of the batch. */
    Sequence detach(int slot, int length);

    /** Moves a row of {@code length} positions into a slot that has become free. */
    void move(int source, int target, int length);

    /** Overwrites a slot with zeros. */
    void wipe(int slot);

    /**
     * One decode step: row i is slot i. Every row's token is entered at its position, and the next one drawn.
     *
     * @return one output a row, in the same order
     */
    RowOutput[] step(List<RowInput> rows);

    /** Bytes reserved on the device; any thread may ask. */
    long bytes();

    @Override
    void close();
}
