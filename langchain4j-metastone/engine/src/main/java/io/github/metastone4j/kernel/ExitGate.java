package io.github.metastone4j.kernel;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Lets the JVM end between native calls, never within one: libtorch takes itself apart when the process exits, and a
 * thread that still computes would crash it. A call under way is let finish; later ones are refused. Whoever closes a model
 * in a shutdown hook can hold the gate open until then.
 */
final class ExitGate {

    private static final ReentrantReadWriteLock LOCK = new ReentrantReadWriteLock();
    private static final Set<Hold> HOLDS = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(ExitGate::end, "metastone-exit-gate"));
    }

    private ExitGate() {}

    private static void end() {
        long begun = System.nanoTime();
        HOLDS.forEach(hold -> hold.await(begun));
        LOCK.writeLock().lock();
    }

    /**
     * Opens the way for one native call; unlock the result after it.
     *
     * @throws JvmExitException if the gate is closed for good
     */
    static Lock pass() {
        Lock lock = LOCK.readLock();
        if (!lock.tryLock()) {
            throw new JvmExitException();
        }
        return lock;
    }

    /** Holds the gate open until it is closed itself, but for no longer than {@code grace} after the JVM has begun to end. */
    static final class Hold implements AutoCloseable {

        private final CountDownLatch released = new CountDownLatch(1);
        private final Duration grace;

        Hold(Duration grace) {
            this.grace = grace;
            HOLDS.add(this);
        }

        private void await(long begun) {
            try {
                var unused = released.await(grace.toNanos() - (System.nanoTime() - begun), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) { // whoever wants the JVM to end at once
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            HOLDS.remove(this);
            released.countDown();
        }
    }
}
