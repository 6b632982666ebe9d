package io.github.metastone4j.kernel;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.List;

/** Rows on the decoder's own device. */
final class DeviceRowCache implements RowCache {

    /** Positions are added in blocks of this many, so that growing is rare and rows seldom move. */
    private static final int BLOCK = 64;

    private final Decoder decoder;
    private final IValue cache;
    private volatile int slots; // other threads ask for bytes()
    private volatile int positions;

    DeviceRowCache(Decoder decoder) {
        this.decoder = decoder;
        this.cache = decoder.kernels.call("cache", decoder.weights);
    }

    @Override
    public void reserve(int wantedSlots, int wantedPositions) {
        if (wantedSlots > slots || wantedPositions > positions) {
            resize(wantedSlots, capacity(wantedPositions));
        }
    }

    @Override
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

    @Override
    public void attach(Sequence sequence, int first, int last) {
        decoder.kernels.run("attach", cache, DeviceSequence.of(sequence).tensors(), first, last);
    }

    @Override
    public Sequence detach(int slot, int length) {
        return new DeviceSequence(decoder.kernels.call("detach", cache, slot, length), length);
    }

    /** Moves a row of {@code length} positions into a slot that has become free. */
    @Override
    public void move(int source, int target, int length) {
        decoder.kernels.run("move", cache, source, target, length);
    }

    @Override
    public void wipe(int slot) {
        decoder.kernels.run("wipe", cache, slot);
    }

    @Override
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
                    .tensor(
                            scope,
                            "step",
                            decoder.weights,
                            cache,
                            input,
                            RowInput.allowed(rows, scope),
                            RowInput.barred(rows, scope),
                            visible)
                    .toDoubleArray());
        } catch (EngineException e) {
            throw new NativeException("a decode step of " + rows.size() + " rows", e);
        }
    }

    @Override
    public long bytes() {
        return (long) slots * positions * decoder.bytesPerPosition();
    }

    /** Positions that a slot gets: a tenth more than asked for. A long text grows a few times, not at every block. */
    static int capacity(int wanted) {
        return blocks(wanted + wanted / 10);
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
