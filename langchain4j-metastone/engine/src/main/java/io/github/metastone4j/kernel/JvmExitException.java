package io.github.metastone4j.kernel;

/** A call to a model while the JVM ends. */
public final class JvmExitException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    JvmExitException() {
        super("the JVM is shutting down; the model takes no more work");
    }
}
