package io.github.metastone4j.sample;

import dev.langchain4j.model.chat.response.StreamingHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One question on its way to an answer: what was asked, what has happened, and the handle that stops it. Thread-safe.
 *
 * <p>The question goes to and fro between the model, which thinks about it, and the agent, which runs tools and remembers. A
 * cancelled model says nothing any more, so that the run is over at once; a cancelled agent has to come to an end first. Either
 * way nobody adds to the conversation behind the run's last event.
 */
final class Run {

    private final String id = UUID.randomUUID().toString();
    private final Instant begun = Instant.now();
    private final Question question;
    private final @Nullable Duration deadline;
    private final Runnable undo;
    private final RunLog log = new RunLog();
    private @Nullable StreamingHandle handle;
    private boolean withModel;
    private boolean cancelled;
    private int rounds;
    private Bill bill = Bill.NOTHING;

    /**
     * @param deadline for all rounds together; null is none
     * @param undo what to do about the conversation, before the last event, where there is no answer
     */
    Run(Question question, @Nullable Duration deadline, Runnable undo) {
        this.question = question;
        this.deadline = deadline;
        this.undo = undo;
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

    /** The agent gives the question to the model; false if it must not, because the run was cancelled. */
    synchronized boolean beginRound() {
        if (cancelled) {
            return false;
        }
        withModel = true;
        rounds++;
        return true;
    }

    /** The model gives it back; false if it has done so before, or nobody wants it any more. */
    synchronized boolean endRound() {
        boolean wanted = withModel && !cancelled;
        withModel = false;
        return wanted;
    }

    /** How many rounds have begun. */
    synchronized int rounds() {
        return rounds;
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

    /** The agent is done, and remembers the answer. */
    synchronized void complete() {
        if (cancelled) {
            end(new RunEvent.Cancelled());
        } else {
            log.add(new RunEvent.Done(bill.withMillis(log.millis())));
        }
    }

    /** The agent has come to no answer. */
    synchronized void fail(String message) {
        end(cancelled ? new RunEvent.Cancelled() : new RunEvent.Failed(message));
    }

    /** Stops the trajectories; their memory is free within a decode step. */
    synchronized void cancel() {
        cancelled = true;
        if (withModel) {
            if (handle != null) {
                handle.cancel();
            }
            end(new RunEvent.Cancelled());
        }
    }

    private void end(RunEvent last) {
        if (!log.isOver()) {
            undo.run();
            log.add(last);
        }
    }
}
