package io.github.metastone4j.kernel;

import ai.djl.pytorch.jni.IValue;

/**
 * The keys and values of one text, outside any running batch: a prefilled prompt that rows start from, or a trajectory
 * that waits to be continued. Takes memory for its own length until it is closed.
 */
public final class Sequence implements AutoCloseable {

    final IValue tensors;
    private final int length;

    Sequence(IValue tensors, int length) {
        this.tensors = tensors;
        this.length = length;
    }

    /** Positions it holds. */
    public int length() {
        return length;
    }

    @Override
    public void close() {
        tensors.close();
    }
}
