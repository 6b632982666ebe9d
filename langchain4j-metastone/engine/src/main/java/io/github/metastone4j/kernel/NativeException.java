package io.github.metastone4j.kernel;

import ai.djl.engine.EngineException;

/** libtorch could not do what it was asked to, most often for want of memory. */
public final class NativeException extends RuntimeException {

    private static final long serialVersionUID = 1;

    NativeException(String what, EngineException cause) {
        super(what + " failed in libtorch: " + Kernels.reason(cause), cause);
    }
}
