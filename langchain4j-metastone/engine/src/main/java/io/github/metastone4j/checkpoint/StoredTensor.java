package io.github.metastone4j.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Where a tensor lies: a byte range of a file, little-endian and row-major. Nothing is read until asked for.
 *
 * @param name the checkpoint's name for it, such as {@code model.norm.weight}
 * @param file the file that holds it
 * @param dtype the type of its elements
 * @param shape its sizes, outermost first; empty for a scalar
 * @param offset the first byte, counted from the start of the file; may exceed 2 GiB
 * @param bytes the length of the range: the product of the shape times the size of an element
 */
public record StoredTensor(String name, Path file, Dtype dtype, List<Long> shape, long offset, long bytes) {

    /** @throws IllegalArgumentException if a size is negative, or the range is not as long as the shape asks for */
    public StoredTensor {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(file, "file");
        shape = List.copyOf(shape);
        long expected = byteSize(dtype, shape);
        if (offset < 0 || bytes != expected) {
            throw new IllegalArgumentException("tensor '" + name + "' of shape " + shape + " and type " + dtype
                    + " needs " + expected + " bytes, but has " + bytes + " at offset " + offset);
        }
    }

    /** The number of elements. */
    public long elements() {
        return bytes / dtype.bytes();
    }

    /**
     * Maps a piece of the tensor into memory, read-only and little-endian; pages are loaded as they are touched. The
     * mapping lives until the buffer is garbage collected.
     *
     * @param from the first byte, counted from the start of the tensor
     * @param length the number of bytes: a mapping is at most 2 GiB, a tensor may be larger
     * @throws CheckpointException if the file cannot be read or has become shorter
     */
    public ByteBuffer map(long from, int length) {
        Objects.checkFromIndexSize(from, length, bytes);
        try (FileChannel channel = FileChannel.open(file)) {
            if (channel.size() < offset + bytes) {
                throw new CheckpointException(file.getFileName() + " has become shorter than tensor '" + name
                        + "' needs; is it being written?");
            }
            return channel.map(MapMode.READ_ONLY, offset + from, length).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new CheckpointException("cannot read tensor '" + name + "' from " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * The elements as floats, row-major. For small tensors: it copies.
     *
     * @throws CheckpointException if the file cannot be read
     * @throws ArithmeticException if the tensor is larger than 2 GiB
     */
    public float[] toFloats() {
        return dtype.decode(map(0, Math.toIntExact(bytes)));
    }

    /** The bytes a tensor of this type and shape takes; overflow and negative sizes are refused. */
    public static long byteSize(Dtype dtype, List<Long> shape) {
        long size = dtype.bytes();
        try {
            for (long dimension : shape) {
                if (dimension < 0) {
                    throw new IllegalArgumentException("shape " + shape + " has a negative size");
                }
                size = Math.multiplyExact(size, dimension);
            }
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("shape " + shape + " is too large", e);
        }
        return size;
    }
}
