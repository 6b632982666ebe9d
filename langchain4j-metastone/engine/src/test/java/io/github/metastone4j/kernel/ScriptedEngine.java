package io.github.metastone4j.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An engine whose model is a function from the text so far to the next token. Everything above it is the real thing: loop,
 * tokenizer, template, parser, provider.
 *
 * <p>It holds the loop to its contract as well: positions without gaps, slots that are reserved, draws within what is
 * allowed.
 */
public final class ScriptedEngine implements Engine {

    /** What is drawn next. */
    @FunctionalInterface
    public interface Script {

        /**
         * Draws a token.
         *
         * @param text prompt and all that was written after it
         * @param row the settings, its random number, and the tokens it is restricted to
         */
        RowOutput next(int[] text, RowInput row);
    }

    private final Script script;
    private final int contextLength;
    private final AtomicInteger held = new AtomicInteger();
    private volatile Runnable whenEmpty = () -> {};

    /** @param contextLength tokens of prompt, thinking and answer together */
    public ScriptedEngine(int contextLength, Script script) {
        this.script = script;
        this.contextLength = contextLength;
    }

    /** Sequences and rows that somebody still holds. */
    public int held() {
        return held.get();
    }

    /** Has something done each time that a cache has become empty, on the thread that emptied it. */
    public void whenEmpty(Runnable work) {
        whenEmpty = work;
    }

    @Override
    public Sequence prefill(int[] ids) {
        return new Kept(ids.clone());
    }

    @Override
    public RowOutput[] begin(Sequence prompt, List<RowInput> rows) {
        return rows.stream().map(row -> draw(((Kept) prompt).ids, row)).toArray(RowOutput[]::new);
    }

    private RowOutput draw(int[] text, RowInput row) {
        RowOutput output = script.next(text, row);
        if (!row.allowed().contains(output.token())) {
            throw new AssertionError("the script draws " + output.token() + ", but may draw " + row.allowed());
        }
        return output;
    }

    @Override
    public RowCache newCache() {
        return new Rows();
    }

    @Override
    public int contextLength() {
        return contextLength;
    }

    @Override
    public long bytesPerPosition() {
        return 1;
    }

    @Override
    public boolean hasHead() {
        return true;
    }

    @Override
    public void close() {}

    private final class Kept implements Sequence {

        private final int[] ids;
        private boolean closed;

        Kept(int[] ids) {
            this.ids = ids;
            held.incrementAndGet();
        }

        @Override
        public int length() {
            return ids.length;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                held.decrementAndGet();
            }
        }
    }

    private final class Rows implements RowCache {

        private final List<int[]> texts = new ArrayList<>();
        private volatile int positions;

        @Override
        public void reserve(int slots, int wanted) {
            positions = Math.max(positions, wanted);
            while (texts.size() < slots) {
                texts.add(new int[0]);
                held.incrementAndGet();
            }
        }

        @Override
        public void clear() {
            held.addAndGet(-texts.size());
            texts.clear();
            positions = 0;
            whenEmpty.run();
        }

        @Override
        public void attach(Sequence sequence, int first, int last) {
            for (int slot = first; slot < last; slot++) {
                texts.set(slot, ((Kept) sequence).ids.clone());
            }
        }

        @Override
        public Sequence detach(int slot, int length) {
            return new Kept(Arrays.copyOf(texts.get(slot), length));
        }

        @Override
        public void move(int source, int target, int length) {
            texts.set(target, Arrays.copyOf(texts.get(source), length));
        }

        @Override
        public void wipe(int slot) {
            texts.set(slot, new int[0]);
        }

        @Override
        public RowOutput[] step(List<RowInput> rows) {
            reserve(rows.size(), 0);
            RowOutput[] outputs = new RowOutput[rows.size()];
            for (int i = 0; i < outputs.length; i++) {
                RowInput row = rows.get(i);
                if (row.position() > texts.get(i).length) {
                    throw new AssertionError("slot " + i + " holds " + texts.get(i).length + " tokens; one at "
                            + row.position() + " would leave a gap");
                }
                int[] text = Arrays.copyOf(texts.get(i), row.position() + 1);
                text[row.position()] = row.token();
                texts.set(i, text);
                outputs[i] = draw(text, row);
            }
            return outputs;
        }

        @Override
        public long bytes() {
            return (long) texts.size() * positions;
        }

        @Override
        public void close() {
            clear();
        }
    }
}
