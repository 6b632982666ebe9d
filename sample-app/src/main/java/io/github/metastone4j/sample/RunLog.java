package io.github.metastone4j.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A run's events in order, for those who follow it and those who come back later. Thread-safe. */
final class RunLog {

    private final long start = System.nanoTime();
    private final List<Entry> entries = new ArrayList<>();
    private final List<Consumer<Entry>> followers = new CopyOnWriteArrayList<>();

    /**
     * One event.
     *
     * @param id from 1, without gaps
     * @param at milliseconds since the run began
     */
    record Entry(int id, long at, RunEvent event) {}

    /** Adds an event and tells the followers; does nothing behind the last one. */
    synchronized void add(RunEvent event) {
        if (!isOver()) {
            var entry = new Entry(entries.size() + 1, millis(), event);
            entries.add(entry);
            followers.forEach(follower -> follower.accept(entry));
        }
    }

    long millis() {
        return (System.nanoTime() - start) / 1_000_000;
    }

    synchronized boolean isOver() {
        return !entries.isEmpty() && entries.get(entries.size() - 1).event().isLast();
    }

    synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** Tells somebody all events after one, those that are there and those to come, each once. */
    synchronized void follow(int after, Consumer<Entry> follower) {
        entries.subList(Math.min(Math.max(after, 0), entries.size()), entries.size())
                .forEach(follower);
        if (!isOver()) { // else there is nothing to come, and the follower may have gone already
            followers.add(follower);
        }
    }

    void unfollow(Consumer<Entry> follower) {
        followers.remove(follower);
    }
}
