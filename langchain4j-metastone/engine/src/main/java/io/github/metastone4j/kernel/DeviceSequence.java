package io.github.metastone4j.kernel;

import ai.djl.pytorch.jni.IValue;

/**
 * Keys and values as the decoder keeps them.
 *
 * @param tensors ids, then keys and values of each layer, then what the last position predicts from
 * @param length positions it holds
 */
record DeviceSequence(IValue tensors, int length) implements Sequence {

    static DeviceSequence of(Sequence sequence) {
        if (sequence instanceof DeviceSequence own) {
            return own;
        }
        throw new IllegalArgumentException("a sequence of another engine: " + sequence.getClass());
    }

    @Override
    public void close() {
        tensors.close();
    }
}
