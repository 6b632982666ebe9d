package io.github.metastone4j.kernel;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A decoder that knows how many sequences and caches it has handed out and not got back. */
public final class CountingEngine implements Engine {

    private final Decoder decoder;
    private final AtomicInteger open = new AtomicInteger();

    public CountingEngine(Decoder decoder) {
        this.decoder = decoder;
    }

    /** Sequences and caches that nobody has closed. */
    public int open() {
        return open.get();
    }

    private final class Counted implements Sequence {

        private final Sequence sequence;
        private boolean closed;

        Counted(Sequence sequence) {
            this.sequence = sequence;
            open.incrementAndGet();
        }

        @Override
        public int length() {
            return sequence.length();
        }

        @Override
        public void close() {
            sequence.close();
            if (!closed) {
                closed = true;
                open.decrementAndGet();
            }
        }
    }

    private static Sequence inner(Sequence sequence) {
        return ((Counted) sequence).sequence;
    }

    @Override
    public Sequence prefill(int[] ids) {
        return new Counted(decoder.prefill(ids));
    }

    @Override
    public RowOutput[] begin(Sequence prompt, List<RowInput> rows) {
        return decoder.begin(inner(prompt), rows);
    }

    @Override
    public RowCache newCache() {
        RowCache cache = decoder.newCache();
        open.incrementAndGet();
        return new RowCache() {
            @Override
            public void reserve(int slots, int positions) {
                cache.reserve(slots, positions);
            }

            @Override
            public void clear() {
                cache.clear();
            }

            @Override
            public void attach(Sequence sequence, int first, int last) {
                cache.attach(inner(sequence), first, last);
            }

            @Override
            public Sequence detach(int slot, int length) {
                return new Counted(cache.detach(slot, length));
            }

            @Override
            public void move(int source, int target, int length) {
                cache.move(source, target, length);
            }

            @Override
            public void wipe(int slot) {
                cache.wipe(slot);
            }

            @Override
            public RowOutput[] step(List<RowInput> rows) {
                return cache.step(rows);
            }

            @Override
            public long bytes() {
                return cache.bytes();
            }

            @Override
            public void close() {
                cache.close();
                open.decrementAndGet();
            }
        };
    }

    @Override
    public int contextLength() {
        return decoder.contextLength();
    }

    @Override
    public long bytesPerPosition() {
        return decoder.bytesPerPosition();
    }

    @Override
    public boolean hasHead() {
        return decoder.hasHead();
    }

    @Override
    public void close() {
        decoder.close();
    }
}
