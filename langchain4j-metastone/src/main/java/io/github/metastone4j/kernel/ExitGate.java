package io.github.metastone4j.kernel;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Lets the JVM end between native calls, never within one: libtorch takes itself apart when the process exits, and a
 * thread that still computes would crash it. A call under way is let finish; later ones are refused.
 */
final class ExitGate {

    private static final ReentrantReadWriteLock LOCK = new ReentrantReadWriteLock();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(LOCK.writeLock()::lock, "metastone-exit-gate"));
    }

    private ExitGate() {}

    /** Opens the way for one native call; unlock the result after it. */
    static Lock pass() {
        Lock lock = LOCK.readLock();
        if (!lock.tryLock()) {
            throw new IllegalStateException("the JVM is shutting down; the model takes no more work");
        }
        return lock;
    }
}
