package io.github.metastone4j.it;

import io.github.metastone4j.kernel.Engine;
import io.github.metastone4j.kernel.RowCache;
import io.github.metastone4j.kernel.RowInput;
import io.github.metastone4j.kernel.RowOutput;
import io.github.metastone4j.kernel.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * An engine without a model: what follows a prompt is a function of the prompt. For what the embedded model cannot do, such as
 * calling tools.
 */
final class WrittenAnswers implements Engine {

    private final UnaryOperator<int[]> answers;

    /** @param answers from a prompt's tokens to those that follow it, thinking and end token included */
    WrittenAnswers(UnaryOperator<int[]> answers) {
        this.answers = answers;
    }

    /** A prompt and what follows it; any part of it that has been entered looks the same. */
    private record Text(int[] prompt, int[] following) implements Sequence {

        RowOutput at(int position) {
            return new RowOutput(following[position - prompt.length], -1, 0);
        }

        @Override
        public int length() {
            return prompt.length;
        }

        @Override
        public void close() {}
    }

    @Override
    public Sequence prefill(int[] ids) {
        return new Text(ids, answers.apply(ids));
    }

    @Override
    public RowOutput[] begin(Sequence prompt, List<RowInput> rows) {
        return rows.stream().map(row -> ((Text) prompt).at(row.position() + 1)).toArray(RowOutput[]::new);
    }

    @Override
    public RowCache newCache() {
        return new Rows();
    }

    @Override
    public int contextLength() {
        return 4096;
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

    private static final class Rows implements RowCache {

        private final List<Sequence> texts = new ArrayList<>();

        @Override
        public void reserve(int slots, int positions) {
            while (texts.size() < slots) {
                texts.add(new Text(new int[0], new int[0]));
            }
        }

        @Override
        public void clear() {
            texts.clear();
        }

        @Override
        public void attach(Sequence sequence, int first, int last) {
            for (int slot = first; slot < last; slot++) {
                texts.set(slot, sequence);
            }
        }

        @Override
        public Sequence detach(int slot, int length) {
            return texts.get(slot);
        }

        @Override
        public void move(int source, int target, int length) {
            texts.set(target, texts.get(source));
        }

        @Override
        public void wipe(int slot) {}

        @Override
        public RowOutput[] step(List<RowInput> rows) {
            RowOutput[] outputs = new RowOutput[rows.size()];
            for (int i = 0; i < outputs.length; i++) {
                outputs[i] = ((Text) texts.get(i)).at(rows.get(i).position() + 1);
            }
            return outputs;
        }

        @Override
        public long bytes() {
            return texts.size();
        }

        @Override
        public void close() {
            clear();
        }
    }
}
