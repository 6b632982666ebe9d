package io.github.metastone4j.generation;

import io.github.metastone4j.kernel.Sequence;

/** A sequence that several rows will go on from; the last to close it frees it. The decode loop's thread owns it. */
final class SharedSequence implements Sequence {

    private final Sequence sequence;
    private int owners = 1;

    SharedSequence(Sequence sequence) {
        this.sequence = sequence;
    }

    /** The same for one owner more. */
    SharedSequence share() {
        owners++;
        return this;
    }

    /** What the engine made. */
    Sequence sequence() {
        return sequence;
    }

    @Override
    public int length() {
        return sequence.length();
    }

    @Override
    public void close() {
        if (--owners == 0) {
            sequence.close();
        }
    }
}
