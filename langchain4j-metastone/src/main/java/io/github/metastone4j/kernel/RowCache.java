package io.github.metastone4j.kernel;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.List;

/**
 * The rows of a running batch on the device: row i of a step is slot i, and each has its own length. Memory follows use:
 * slots and positions are added in blocks as rows come and grow, and given back when the last row has left.
 *
 * <p>Not thread-safe: the decode loop's thread owns it.
 */
public final class RowCache implements AutoCloseable {

    /** Positions are added in blocks of this many, so that growing is rare and rows seldom move. */
    private static final int BLOCK = 64;

    private final Decoder decoder;
    private final IValue cache;
    private volatile int slots; // other threads ask for bytes()
    private volatile int positions;

    public RowCache(Decoder decoder) {
        this.decoder = decoder;
        this.cache = decoder.kernels.call("cache", decoder.weights);
    }

    /**
     * Makes room for at least so many slots and positions, which must be all that rows in the cache need: where one of the
     * two has to grow, the other is cut to what was asked for. One long row would else get the room of many.
     */
    public void reserve(int wantedSlots, int wantedPositions) {
        if (wantedSlots > slots || wantedPositions > positions) {
            // A tenth more than asked for: a long text grows a few times, not at every block.
            resize(wantedSlots, blocks(wantedPositions + wantedPositions / 10));
        }
    }

    /** Gives all room back. No row may be in it. */
    public void clear() {
        if (slots > 0) {
            resize(0, 0);
        }
    }

    private void resize(int newSlots, int newPositions) {
        try {
            decoder.kernels.run("resize", cache, newSlots, newPositions);
        } catch (EngineException e) {
            throw new NativeException("a cache of " + newSlots + " rows x " + newPositions + " positions", e);
        }
        slots = newSlots;
        positions = newPositions;
    }

    /** Puts a sequence into each of the slots {@code [first, last)}; room for them must be reserved. */
    public void attach(Sequence sequence, int first, int last) {
        decoder.kernels.run("attach", cache, sequence.tensors, first, last);
    }

    /** Copies the first positions of a slot out of the batch. */
    public Sequence detach(int slot, int length) {
        return new Sequence(decoder.kernels.call("detach", cache, slot, length), length);
    }

    /** Moves a row of {@code length} positions into a slot that has become free. */
    public void move(int source, int target, int length) {
        decoder.kernels.run("move", cache, source, target, length);
    }

    /** Overwrites a slot with zeros. */
    public void wipe(int slot) {
        decoder.kernels.run("wipe", cache, slot);
    }

    /**
     * One decode step: row i is slot i. Every row's token is entered at its position, and the next one drawn.
     *
     * @return one output a row, in the same order
     */
    public RowOutput[] step(List<RowInput> rows) {
        double[] numbers = new double[rows.size() * RowInput.NUMBERS];
        int longest = 0;
        for (int i = 0; i < rows.size(); i++) {
            rows.get(i).write(numbers, i * RowInput.NUMBERS);
            longest = Math.max(longest, rows.get(i).position());
        }
        reserve(rows.size(), longest + 1);
        try (PtNDManager scope = decoder.kernels.newManager()) {
            PtNDArray input = (PtNDArray) scope.create(numbers, new Shape(rows.size(), RowInput.NUMBERS));
            // Whole blocks, so that what a row computes doesn't hang on how long its neighbours are.
            int visible = Math.min(blocks(longest + 1), positions);
            return RowOutput.read(decoder.kernels
                    .tensor(scope, "step", decoder.weights, cache, input, visible)
                    .toDoubleArray());
        } catch (EngineException e) {
            throw new NativeException("a decode step of " + rows.size() + " rows", e);
        }
    }

    /** Bytes reserved on the device. */
    public long bytes() {
        return (long) slots * positions * decoder.bytesPerPosition();
    }

    private static int blocks(int positions) {
        return Math.floorDiv(positions + BLOCK - 1, BLOCK) * BLOCK;
    }

    @Override
    public void close() {
        cache.close();
        slots = 0;
        positions = 0;
    }
}
