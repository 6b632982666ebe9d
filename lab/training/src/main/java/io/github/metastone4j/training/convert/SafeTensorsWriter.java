package io.github.metastone4j.training.convert;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.checkpoint.CheckpointException;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.checkpoint.StoredTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Writes one safetensors file. Either the whole file appears, replacing what was there, or nothing changes.
 *
 * <pre>{@code
 * new SafeTensorsWriter()
 *         .add("0.weight", Dtype.FLOAT32, List.of(128L, 64L), weight)
 *         .add("0.bias", Dtype.FLOAT32, List.of(128L), bias)
 *         .write(folder.resolve("score_module.safetensors"));
 * }</pre>
 */
public final class SafeTensorsWriter {

    private static final int ALIGNMENT = 8;

    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, String> metadata = new TreeMap<>(Map.of("format", "pt"));

    /** Where a tensor's bytes come from: for one too large to be held in memory. Asked once per file written. */
    @FunctionalInterface
    public interface Content {

        /** Writes the bytes, little-endian and row-major, exactly as many as type and shape ask for. */
        void writeTo(WritableByteChannel channel) throws IOException;
    }

    /**
     * Adds a tensor given as little-endian bytes, those from the buffer's position to its limit. The buffer is read when
     * the file is written and its position stays as it is.
     *
     * @throws IllegalArgumentException if the name is taken, or the bytes are not as many as type and shape ask for
     */
    public SafeTensorsWriter add(String name, Dtype dtype, List<Long> shape, ByteBuffer data) {
        ByteBuffer bytes = data.slice();
        if (bytes.remaining() != StoredTensor.byteSize(dtype, shape)) {
            throw new IllegalArgumentException("tensor '" + name + "' of shape " + shape + " and type " + dtype
                    + " needs " + StoredTensor.byteSize(dtype, shape) + " bytes, but has " + bytes.remaining());
        }
        return add(name, dtype, shape, channel -> writeFully(channel, bytes.duplicate()));
    }

    /**
     * Adds a tensor whose bytes are asked for when the file is written.
     *
     * @throws IllegalArgumentException if the name is taken, or the shape is not a shape
     */
    public SafeTensorsWriter add(String name, Dtype dtype, List<Long> shape, Content content) {
        if (name.equals("__metadata__") || entries.stream().anyMatch(entry -> entry.name.equals(name))) {
            throw new IllegalArgumentException("tensor name '" + name + "' is taken; each name can be used once");
        }
        entries.add(new Entry(name, dtype, List.copyOf(shape), StoredTensor.byteSize(dtype, shape), content));
        return this;
    }

    /** Content that is made when it is written, and no sooner. */
    public static Content bytes(Supplier<ByteBuffer> made) {
        return channel -> writeFully(channel, made.get().slice());
    }

    /** Notes something beside the tensors. */
    public SafeTensorsWriter note(String name, String text) {
        metadata.put(name, text);
        return this;
    }

    /**
     * Writes the file. The folder must exist.
     *
     * @throws CheckpointException if it cannot be written, for instance because the disk is full; a file that was there
     *     before is then still there, unchanged
     */
    public void write(Path file) {
        WholeFile.write(file, this::writeAll);
    }

    private void writeAll(FileChannel channel) throws IOException {
        // Widest elements first: so every tensor starts at a multiple of its element size.
        List<Entry> ordered = new ArrayList<>(entries);
        ordered.sort(
                Comparator.comparingInt((Entry entry) -> entry.dtype.bytes()).reversed());
        writeFully(channel, header(ordered));
        for (Entry entry : ordered) {
            long start = channel.position();
            entry.content.writeTo(channel);
            long written = channel.position() - start;
            if (written != entry.bytes) {
                throw new IOException(
                        "tensor '" + entry.name + "' gave " + written + " bytes instead of " + entry.bytes);
            }
        }
    }

    private ByteBuffer header(List<Entry> ordered) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        metadata.forEach(json.putObject("__metadata__")::put);
        long offset = 0;
        for (Entry entry : ordered) {
            ObjectNode tensor = json.putObject(entry.name).put("dtype", entry.dtype.safetensorsName());
            entry.shape.forEach(tensor.putArray("shape")::add);
            tensor.putArray("data_offsets").add(offset).add(offset + entry.bytes);
            offset += entry.bytes;
        }
        byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
        int padded = (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer header = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(padded).put(text).put(" ".repeat(padded - text.length).getBytes(StandardCharsets.US_ASCII));
        return header.flip();
    }

    private static void writeFully(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private record Entry(String name, Dtype dtype, List<Long> shape, long bytes, Content content) {}
}
