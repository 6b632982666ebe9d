package io.github.metastone4j.sample;

import dev.langchain4j.model.chat.response.StreamingHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One question on its way to an answer: what was asked, what has happened, and the handle that stops it. Thread-safe. */
final class Run {

    private final String id = UUID.randomUUID().toString();
    private final Instant begun = Instant.now();
    private final Question question;
    private final @Nullable Duration deadline;
    private final RunLog log = new RunLog();
    private @Nullable StreamingHandle handle;
    private boolean cancelled;
    private int rounds;
    private Bill bill = Bill.NOTHING;

    /** @param deadline for all rounds together; null is none */
    Run(Question question, @Nullable Duration deadline) {
        this.question = question;
        this.deadline = deadline;
    }

    String id() {
        return id;
    }

    Instant begun() {
        return begun;
    }

    Question question() {
        return question;
    }

    RunLog log() {
        return log;
    }

    /** Counts a new round; the first is 1. */
    synchronized int nextRound() {
        return ++rounds;
    }

    /** What is left until the deadline, at least a millisecond; null if there is none. */
    @Nullable
    Duration timeLeft() {
        if (deadline == null) {
            return null;
        }
        Duration left = deadline.minusMillis(log.millis());
        return left.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : left;
    }

    /** The round that runs now can be cancelled by this. */
    synchronized void onBegin(StreamingHandle current) {
        handle = current;
        if (cancelled) {
            current.cancel();
        }
    }

    synchronized void pay(Bill more) {
        bill = bill.plus(more);
    }

    synchronized void complete() {
        log.add(new RunEvent.Done(bill.withMillis(log.millis())));
    }

    void fail(String message) {
        log.add(new RunEvent.Failed(message));
    }

    /** Stops the trajectories; their memory is free within a decode step. */
    synchronized void cancel() {
        log.add(new RunEvent.Cancelled());
        cancelled = true;
        if (handle != null) {
            handle.cancel();
        }
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }
}
