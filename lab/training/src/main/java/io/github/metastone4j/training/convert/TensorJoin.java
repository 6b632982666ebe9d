package io.github.metastone4j.training.convert;

import io.github.metastone4j.checkpoint.CheckpointException;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.checkpoint.StoredTensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;

/**
 * A tensor to be put together from what each rank has of it. What several ranks have must be the same on all of them, and
 * no element may be missing.
 */
final class TensorJoin {

    private final String name;
    private final List<Long> shape;
    private final List<Block> blocks = new ArrayList<>();

    private TensorJoin(String name, List<Long> shape) {
        this.name = name;
        this.shape = shape;
    }

    /**
     * Finds out where the parts belong; their data is not read.
     *
     * @param parts the ranks' parts, in their order
     * @param expected the shape it has in a head; it tells whether plain tensors are copies or slices
     * @throws CheckpointException if the parts contradict each other
     */
    static TensorJoin of(String name, List<TensorPart> parts, List<Long> expected) {
        boolean copies = parts.stream()
                .allMatch(part -> part instanceof TensorPart.Plain plain
                        && plain.data().shape().equals(expected));
        TensorJoin join = new TensorJoin(name, copies ? expected : wholeShape(name, parts));
        long next = 0;
        for (int rank = 0; rank < parts.size(); rank++) {
            TensorPart part = parts.get(rank);
            if (part instanceof TensorPart.Placed placed) {
                for (TensorPart.Piece piece : placed.pieces()) {
                    join.add(rank, piece.offsets(), piece.data());
                }
            } else if (part instanceof TensorPart.Slice slice) {
                next = join.addSlice(rank, slice.dimension(), next, slice.data());
            } else if (part instanceof TensorPart.Plain plain) {
                if (copies) {
                    join.add(rank, Collections.nCopies(expected.size(), 0L), plain.data());
                } else {
                    next = join.addSlice(rank, 0, next, plain.data());
                }
            }
        }
        return join;
    }

    /** The shape that every rank claims, or else, with slices along the first dimension, what they add up to. */
    private static List<Long> wholeShape(String name, List<TensorPart> parts) {
        List<Long> whole = null;
        List<Long> stacked = null;
        for (int rank = 0; rank < parts.size(); rank++) {
            TensorPart part = parts.get(rank);
            if (part instanceof TensorPart.Plain plain) {
                stacked = new ArrayList<>(plain.data().shape());
                continue;
            }
            List<Long> claimed =
                    part instanceof TensorPart.Slice slice ? slice.whole() : ((TensorPart.Placed) part).whole();
            if (whole != null && !whole.equals(claimed)) {
                throw new CheckpointException("tensor '" + name + "' has shape " + whole + " on rank " + (rank - 1)
                        + " but " + claimed + " on rank " + rank + "; are all files of one run and one step?");
            }
            whole = claimed;
        }
        if (stacked == null) {
            return whole == null ? List.of() : whole;
        }
        if (whole != null) {
            throw new CheckpointException("tensor '" + name + "' is distributed on some ranks and plain on others; are"
                    + " all files of one run and one step?");
        }
        if (!stacked.isEmpty()) {
            long rows = 0;
            for (TensorPart part : parts) {
                List<Long> local = ((TensorPart.Plain) part).data().shape();
                rows += local.isEmpty() ? 0 : local.get(0);
            }
            stacked.set(0, rows);
        }
        return stacked;
    }

    List<Long> shape() {
        return shape;
    }

    /** Adds a slice that begins at {@code next}, and tells where the one of the next rank begins. */
    private long addSlice(int rank, int dimension, long next, StoredTensor data) {
        List<Long> offsets = new ArrayList<>(Collections.nCopies(shape.size(), 0L));
        if (shape.isEmpty()) {
            add(rank, offsets, data);
            return 0;
        }
        offsets.set(dimension, next);
        add(rank, offsets, data);
        long end = next + data.shape().get(dimension);
        // Behind the last slice of the whole may come those of its next copy.
        return end == shape.get(dimension) ? 0 : end;
    }

    private void add(int rank, List<Long> offsets, StoredTensor data) {
        boolean inside = offsets.size() == shape.size() && data.shape().size() == shape.size();
        for (int i = 0; inside && i < shape.size(); i++) {
            inside = offsets.get(i) <= shape.get(i) && data.shape().get(i) <= shape.get(i) - offsets.get(i);
        }
        if (!inside) {
            throw new CheckpointException("tensor '" + name + "' has shape " + shape + ", but rank " + rank + " has "
                    + data.shape() + " at " + offsets + " of it; are all files of one run and one step?");
        }
        if (!blocks.isEmpty() && blocks.get(0).data.dtype() != data.dtype()) {
            throw new CheckpointException("tensor '" + name + "' is "
                    + blocks.get(0).data.dtype().configName()
                    + " on rank " + blocks.get(0).rank + " but "
                    + data.dtype().configName() + " on rank " + rank + "; are all files of one run and one step?");
        }
        blocks.add(new Block(rank, offsets, data));
    }

    /** The type of its elements. */
    Dtype dtype() {
        if (blocks.isEmpty()) {
            throw new CheckpointException(
                    "no rank has anything of tensor '" + name + "'; is the run's folder complete?");
        }
        return blocks.get(0).data.dtype();
    }

    /**
     * The whole tensor, little-endian and row-major.
     *
     * @throws CheckpointException if an element is on no rank, or differs from rank to rank, or a file cannot be read
     */
    ByteBuffer bytes() {
        Dtype dtype = dtype();
        long elements = StoredTensor.byteSize(dtype, shape) / dtype.bytes();
        long stored = blocks.stream().mapToLong(block -> block.data.elements()).sum();
        if (stored < elements) {
            throw incomplete(elements - stored, elements);
        }
        ByteBuffer whole = ByteBuffer.allocate(Math.toIntExact(elements * dtype.bytes()));
        BitSet present = new BitSet((int) elements);
        for (Block block : blocks) {
            copy(block, whole, present);
        }
        if (present.cardinality() < elements) {
            throw incomplete(elements - present.cardinality(), elements);
        }
        return whole;
    }

    /** Copies row by row, or what has no gaps between its rows at once. */
    private void copy(Block block, ByteBuffer whole, BitSet present) {
        int width = block.data.dtype().bytes();
        List<Long> local = block.data.shape();
        int columns = (int) columns(shape);
        int localColumns = (int) columns(local);
        long firstColumn = shape.size() < 2 ? 0 : block.offsets.get(1);
        long firstRow = shape.isEmpty() ? 0 : block.offsets.get(0);
        boolean gapless = columns == localColumns;
        int rows = local.isEmpty() ? 1 : Math.toIntExact(local.get(0));
        int runs = gapless ? Math.min(rows, 1) : rows;
        int run = gapless ? rows * localColumns : localColumns;
        ByteBuffer data = block.data.map(0, Math.toIntExact(block.data.bytes()));
        for (int i = 0; i < runs; i++) {
            int to = Math.toIntExact((firstRow + i) * columns + firstColumn);
            ByteBuffer from = data.slice(i * run * width, run * width);
            int known = present.nextSetBit(to);
            if (known < 0 || known >= to + run) {
                whole.put(to * width, from, 0, run * width);
                present.set(to, to + run);
            } else if (!from.equals(whole.slice(to * width, run * width))) {
                throw new CheckpointException("tensor '" + name + "' on rank " + block.rank
                        + " is not what another rank has; are all files of one run and one step?");
            }
        }
    }

    /** How many elements follow each other in a row; a tensor of one dimension has rows of one. */
    private static long columns(List<Long> shape) {
        return shape.stream().skip(1).reduce(1L, (a, b) -> a * b);
    }

    private CheckpointException incomplete(long missing, long elements) {
        return new CheckpointException("tensor '" + name + "' lacks " + missing + " of its " + elements
                + " elements; are the files of all ranks there?");
    }

    private record Block(int rank, List<Long> offsets, StoredTensor data) {}
}
