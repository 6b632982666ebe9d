package io.github.metastone4j.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The header of one safetensors file: which tensors it holds and where. The data is not read.
 *
 * <p>A file is an 8-byte little-endian length, that many bytes of JSON, and the data. As the format demands, the tensors
 * must cover the data exactly, without gaps or overlaps.
 */
public final class SafeTensors {

    private static final int LENGTH_BYTES = 8;
    private static final String METADATA = "__metadata__";

    private final Path file;
    private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

    /** Tensors of a type we cannot compute with, and that type's name: an error only for who asks for them. */
    private final Map<String, String> foreign = new LinkedHashMap<>();

    /** What the writer noted beside the tensors. */
    private final Map<String, String> metadata = new LinkedHashMap<>();

    private SafeTensors(Path file) {
        this.file = file;
    }

    /**
     * Reads and checks the header.
     *
     * @throws MissingCheckpointException if there is no such file
     * @throws CheckpointException if it is not a whole and consistent safetensors file
     */
    public static SafeTensors open(Path file) {
        String name = file.getFileName().toString();
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer start = read(channel, 0, LENGTH_BYTES);
            if (start.remaining() < LENGTH_BYTES) {
                throw new CheckpointException(name + " is truncated: it has " + channel.size()
                        + " bytes, not even the length of a header; is the download complete?");
            }
            long headerBytes = start.getLong(0);
            if (headerBytes < 2 || headerBytes > JsonFields.MAX_BYTES) {
                boolean pointer =
                        StandardCharsets.US_ASCII.decode(start).toString().equals("version ");
                throw new CheckpointException(name
                        + (pointer
                                ? " is a Git LFS pointer, not the file itself; run 'git lfs pull'"
                                : " is not a safetensors file: its header would have " + headerBytes + " bytes"));
            }
            long dataStart = LENGTH_BYTES + headerBytes;
            if (dataStart > channel.size()) {
                throw truncated(name, dataStart, channel.size());
            }
            byte[] header = read(channel, LENGTH_BYTES, (int) headerBytes).array();
            SafeTensors result = new SafeTensors(file);
            result.readHeader(JsonFields.parse("the header of " + name, header), dataStart, channel.size());
            return result;
        } catch (NoSuchFileException e) {
            throw new MissingCheckpointException(file + " does not exist; is the download complete?");
        } catch (IOException e) {
            throw new CheckpointException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** The file this is the header of. */
    public Path file() {
        return file;
    }

    /** What the writer noted beside the tensors, by name; may be empty. */
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(metadata);
    }

    /** The names of all tensors, of whatever type. */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>(tensors.keySet());
        names.addAll(foreign.keySet());
        return names;
    }

    /** The tensors of a supported type by name, in the order of the header. */
    public Map<String, StoredTensor> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    /**
     * The tensor of that name.
     *
     * @throws CheckpointException if it is missing or of an unsupported type
     */
    public StoredTensor tensor(String name) {
        StoredTensor tensor = tensors.get(name);
        if (tensor != null) {
            return tensor;
        }
        String type = foreign.get(name);
        throw new CheckpointException(
                type == null
                        ? "tensor '" + name + "' is missing from " + file.getFileName() + "; is the download complete?"
                        : "tensor '" + name + "' in " + file.getFileName() + " is of type " + type
                                + "; supported are F32, F16 and BF16");
    }

    private void readHeader(JsonFields header, long dataStart, long fileBytes) {
        List<Range> ranges = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : header.node().properties()) {
            if (!field.getKey().equals(METADATA)) {
                ranges.add(readTensor(header, field.getKey(), field.getValue(), dataStart));
            }
        }
        header.node()
                .path(METADATA)
                .properties()
                .forEach(note -> metadata.put(note.getKey(), note.getValue().asText()));
        ranges.sort(Comparator.comparingLong(Range::begin).thenComparingLong(Range::end));
        long covered = 0;
        for (Range range : ranges) {
            if (range.begin != covered) {
                throw new CheckpointException(file.getFileName() + " is inconsistent: tensor '" + range.name
                        + "' begins at byte " + range.begin + " of the data, but the tensor before it ends at "
                        + covered + "; download the file again");
            }
            covered = range.end;
        }
        if (fileBytes - dataStart < covered) {
            throw truncated(file.getFileName().toString(), dataStart + covered, fileBytes);
        }
        if (fileBytes - dataStart > covered) {
            throw new CheckpointException(file.getFileName() + " has " + fileBytes + " bytes, but its tensors end at "
                    + (dataStart + covered) + "; download the file again");
        }
    }

    private Range readTensor(JsonFields header, String name, JsonNode node, long dataStart) {
        String source = header.source() + ", tensor '" + name + "'";
        if (!node.isObject()) {
            throw new CheckpointException(source + " is " + node.getNodeType() + "; an object is expected");
        }
        JsonFields fields = new JsonFields(source, node);
        String type = fields.text("dtype");
        List<Long> shape = fields.longs("shape");
        List<Long> offsets = fields.longs("data_offsets");
        // The upper bound keeps every later sum of offsets within a long.
        if (offsets.size() != 2 || offsets.get(0) > offsets.get(1) || offsets.get(1) > Long.MAX_VALUE / 2) {
            throw new CheckpointException(source + ": 'data_offsets' is " + offsets + "; [begin, end] is expected");
        }
        Range range = new Range(name, offsets.get(0), offsets.get(1));
        Dtype dtype = Dtype.ofSafetensors(type);
        if (dtype == null) {
            foreign.put(name, type);
        } else {
            try {
                long bytes = range.end - range.begin;
                tensors.put(name, new StoredTensor(name, file, dtype, shape, dataStart + range.begin, bytes));
            } catch (IllegalArgumentException e) {
                throw new CheckpointException(header.source() + " is inconsistent: " + e.getMessage(), e);
            }
        }
        return range;
    }

    private static CheckpointException truncated(String name, long promised, long actual) {
        return new CheckpointException(name + " is truncated: header promises " + promised + " bytes, the file has "
                + actual + "; is the download complete?");
    }

    /** Reads up to {@code length} bytes; fewer only at the end of the file. */
    private static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining() && channel.read(buffer, position + buffer.position()) >= 0) {}
        return buffer.flip();
    }

    private record Range(String name, long begin, long end) {}
}
