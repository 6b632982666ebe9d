package io.github.metastone4j.generation;

/** As many requests wait already as may. */
public final class QueueFullException extends RuntimeException {

    private static final long serialVersionUID = 1;

    QueueFullException(int maxQueued) {
        super(maxQueued + " requests wait for their turn already, and no more may (maxQueuedRequests);"
                + " try again later, or raise the limit");
    }
}
