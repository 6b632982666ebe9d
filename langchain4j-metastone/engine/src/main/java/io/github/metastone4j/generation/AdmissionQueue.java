package io.github.metastone4j.generation;

import java.util.ArrayList;
import java.util.List;

/**
 * Where requests wait for the decode loop. Any thread adds, and closes; the loop's thread takes. What is added is taken,
 * or its adding is refused: nothing stays behind when the queue is closed.
 *
 * <p>It also counts: what was taken waits until it {@linkplain #leave() leaves}.
 */
final class AdmissionQueue<T> {

    private final List<T> added = new ArrayList<>(); // and not taken yet
    private int waiting;
    private boolean closed;

    /**
     * Adds some together.
     *
     * @param most how many may wait with them
     * @throws QueueFullException if more would; then none of them is added
     * @throws ModelClosedException if the queue is closed
     */
    synchronized void add(List<T> together, int most) {
        requireOpen();
        if (together.size() > most - waiting) {
            throw new QueueFullException(most);
        }
        waiting += together.size();
        added.addAll(together);
        notifyAll();
    }

    /** What was added, oldest first. Waits until there is something; nothing comes of a closed queue alone. */
    synchronized List<T> take() {
        while (added.isEmpty() && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                // Somebody woke a listener. Who wants the loop to end closes the queue.
            }
        }
        return poll();
    }

    /** What was added, oldest first; perhaps nothing. */
    synchronized List<T> poll() {
        List<T> all = List.copyOf(added);
        added.clear();
        return all;
    }

    /** One of those that were taken waits no longer. */
    synchronized void leave() {
        waiting--;
    }

    /** How many wait. */
    synchronized int waiting() {
        return waiting;
    }

    /** From now on adding is refused. What has been added can still be taken. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** @throws ModelClosedException if the queue is closed */
    synchronized void requireOpen() {
        if (closed) {
            throw ModelClosedException.beforeItBegan();
        }
    }
}
