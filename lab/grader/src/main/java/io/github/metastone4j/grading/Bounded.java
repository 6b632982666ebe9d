package io.github.metastone4j.grading;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs work that may never end, each on a thread of its own, and waits so long for it and no longer. Work that does not heed its
 * interruption keeps its thread and its place; there are few places, so what is stuck cannot pile up. The threads are daemons: none of
 * them keeps the JVM alive.
 */
final class Bounded {

    /** Recursive algebra needs more of it than threads usually have. */
    private static final long STACK = 16L << 20;

    private final Semaphore places;
    private final String name;
    private final AtomicInteger number = new AtomicInteger();

    Bounded(String name, int places) {
        this.name = name;
        this.places = new Semaphore(places);
    }

    /**
     * What the work gives.
     *
     * @throws TimeoutException if it takes longer, or finds no place so long
     * @throws ExecutionException if it fails
     */
    <T> T call(Callable<T> work, Duration limit) throws TimeoutException, ExecutionException {
        long end = System.nanoTime() + limit.toNanos();
        try {
            if (!places.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new TimeoutException("no place");
            }
            var task = new FutureTask<>(work);
            Thread thread = new Thread(null, () -> run(task), name + "-" + number.incrementAndGet(), STACK);
            thread.setDaemon(true);
            thread.start();
            try {
                return task.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            } finally {
                task.cancel(true);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while grading; there is no verdict", e);
        }
    }

    private void run(FutureTask<?> task) {
        try {
            task.run();
        } finally {
            places.release();
        }
    }

    /** How many can still be run at once. */
    int free() {
        return places.availablePermits();
    }
}
