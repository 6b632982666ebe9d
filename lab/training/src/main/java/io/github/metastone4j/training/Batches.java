package io.github.metastone4j.training;

import io.github.metastone4j.training.TrainingText.Label;
import io.github.metastone4j.training.kernel.TrainingBatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Random;

/**
 * A run of training batches of about equal cost: texts of like length stand together, so that little is padding, and the
 * order of batches is shuffled. The same texts and seed give the same batches.
 */
final class Batches implements Iterator<TrainingBatch> {

    /** Batches drawn from one sorted pool. */
    private static final int POOL = 32;

    private static final int PADDING = 16;

    private final Iterator<TrainingText> texts;
    private final int tokensPerBatch;
    private final Random random;
    private final Queue<TrainingBatch> ready = new ArrayDeque<>();

    Batches(Iterator<TrainingText> texts, int tokensPerBatch, long seed) {
        this.texts = texts;
        this.tokensPerBatch = tokensPerBatch;
        this.random = new Random(seed);
    }

    @Override
    public boolean hasNext() {
        return !ready.isEmpty() || texts.hasNext();
    }

    @Override
    public TrainingBatch next() {
        if (ready.isEmpty()) {
            fill();
        }
        return ready.remove();
    }

    private void fill() {
        List<TrainingText> pool = new ArrayList<>();
        for (long tokens = 0; tokens < (long) POOL * tokensPerBatch && texts.hasNext(); ) {
            TrainingText text = texts.next();
            pool.add(text);
            tokens += text.ids().length;
        }
        pool.sort(Comparator.comparingInt(text -> text.ids().length));
        List<TrainingBatch> batches = new ArrayList<>();
        for (int end = pool.size(); end > 0; ) {
            int length = padded(pool.get(end - 1).ids().length);
            int start = Math.max(0, end - Math.max(1, tokensPerBatch / length));
            batches.add(batch(pool.subList(start, end), length));
            end = start;
        }
        Collections.shuffle(batches, random);
        ready.addAll(batches);
    }

    /**
     * The length of a batch whose longest text is that long. Batches of few different sizes take the memory that earlier ones
     * left; of ever other sizes they fragment it.
     */
    static int padded(int longest) {
        return (longest + PADDING - 1) / PADDING * PADDING;
    }

    /** Texts as the rows of one pass, padded at the end to a length that none exceeds. */
    static TrainingBatch batch(List<TrainingText> rows, int length) {
        var ids = new long[rows.size() * length];
        var targets = new boolean[ids.length];
        var policy = new FloatArray();
        var labels = new FloatArray();
        for (int row = 0; row < rows.size(); row++) {
            TrainingText text = rows.get(row);
            int from = row * length;
            for (int i = 0; i < text.ids().length; i++) {
                ids[from + i] = text.ids()[i];
                if (text.learnt()[i]) {
                    targets[from + i - 1] = true;
                }
            }
            policy.add(text.policy());
            for (Label label : text.labels()) {
                labels.add(row, label.position(), label.right() ? 1 : 0, (float) label.weight());
            }
        }
        return new TrainingBatch(rows.size(), length, ids, targets, policy.toArray(), labels.toArray());
    }

    /** Numbers that come in one after the other. */
    private static final class FloatArray {

        private float[] numbers = new float[1024];
        private int count;

        void add(float... more) {
            if (count + more.length > numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * (count + more.length));
            }
            System.arraycopy(more, 0, numbers, count, more.length);
            count += more.length;
        }

        float[] toArray() {
            return Arrays.copyOf(numbers, count);
        }
    }
}
