package io.github.metastone4j.kernel;

import java.time.Duration;
import java.util.List;

/**
 * A model on its device, as far as decoding needs it: the seam between the decode loop and whatever computes. The one that
 * computes is {@link Decoder}.
 *
 * <p>One thread at a time calls it, but for {@link #close}.
 */
public interface Engine extends AutoCloseable {

    /**
     * Runs a prompt through the model and keeps what later positions need of it.
     *
     * @param ids at least one
     */
    Sequence prefill(int[] ids);

    /**
     * Draws the first token of each row that starts from a prompt; all of them share its one pass.
     *
     * @param prompt as {@link #prefill} made it
     * @param rows of which only the sampling settings and the allowed tokens count
     * @return one output a row, in the same order
     */
    RowOutput[] begin(Sequence prompt, List<RowInput> rows);

    /** An empty cache for rows that decode together. */
    RowCache newCache();

    /** Tokens that prompt, thinking and answer may have together. */
    int contextLength();

    /** Bytes that one cached position takes, over all layers. */
    long bytesPerPosition();

    /** Whether steps are scored. */
    boolean hasHead();

    /**
     * Goes on working when the JVM has begun to end, until it is closed, for whoever closes it in a shutdown hook. An engine
     * that an exit does not harm has nothing to do.
     *
     * @param grace after which it stops all the same
     */
    default void outliveExit(Duration grace) {}

    /** Frees the memory. */
    @Override
    void close();
}
