package io.github.metastone4j.generation;

import io.github.metastone4j.kernel.Engine;
import io.github.metastone4j.kernel.RowCache;
import io.github.metastone4j.kernel.RowOutput;
import io.github.metastone4j.kernel.Sequence;
import java.util.ArrayList;
import java.util.List;

/** The rows that decode together: row i of the list is slot i of the cache, without gaps. */
final class Batch implements AutoCloseable {

    private final Engine engine;
    private final RowCache cache;
    private final int maxRows;
    private final long maxBytes;
    private final List<Row> rows = new ArrayList<>();

    Batch(Engine engine, int maxRows, long maxBytes) {
        this.engine = engine;
        this.cache = engine.newCache();
        this.maxRows = maxRows;
        this.maxBytes = maxBytes;
    }

    List<Row> rows() {
        return rows;
    }

    /** Whether so many rows of that length can stand beside those that are there. The first row always can. */
    boolean hasRoomFor(int count, int length) {
        int all = rows.size() + count;
        int longest = Math.max(length, longest());
        return all == 1 || (all <= maxRows && engine.bytesPerPosition() * all * longest <= maxBytes);
    }

    /** Whether so many positions may be kept for rows outside the batch. */
    boolean mayKeep(long positions) {
        return engine.bytesPerPosition() * positions <= maxBytes;
    }

    private int longest() {
        return rows.stream().mapToInt(Row::length).max().orElse(0);
    }

    /** Lets rows in that go on from the same sequence. */
    void add(List<Row> joining, Sequence sequence) {
        int first = rows.size();
        cache.reserve(first + joining.size(), Math.max(sequence.length() + 1, longest()));
        cache.attach(sequence, first, first + joining.size());
        rows.addAll(joining);
    }

    /** Copies a row's cache out, so that it can go on later. */
    Sequence copyOf(Row row) {
        return cache.detach(rows.indexOf(row), row.length() - 1);
    }

    /** Overwrites all a row has in the cache. */
    void wipe(Row row) {
        cache.wipe(rows.indexOf(row));
    }

    /** Lets a row go; the last one takes its slot. */
    void remove(Row row) {
        int slot = rows.indexOf(row);
        Row last = rows.remove(rows.size() - 1);
        if (!last.equals(row)) {
            rows.set(slot, last);
            cache.move(rows.size(), slot, last.length() - 1);
        }
        if (rows.isEmpty()) {
            cache.clear();
        }
    }

    /** One token for every row. */
    RowOutput[] step() {
        return cache.step(rows.stream().map(Row::input).toList());
    }

    long bytes() {
        return cache.bytes();
    }

    @Override
    public void close() {
        rows.clear();
        cache.close();
    }
}
