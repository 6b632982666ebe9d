package io.github.metastone4j.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.checkpoint.Dtype;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a score head reads at every step of many trajectories: one row of numbers a step, in a file that is mapped, not
 * loaded, and may be far larger than memory.
 *
 * <p>The file is 4096 bytes of header (JSON, padded with spaces), the rows, and each row's trajectory as an int; all
 * little-endian. It appears under its name only when it is whole.
 */
public final class FeatureStore {

    private static final int HEADER = 4096;
    private static final int CHUNK = 1 << 30;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Dtype dtype;
    private final int width;
    private final String origin;
    private final int[] trajectories;
    private final int rowsPerChunk;
    private final List<MappedByteBuffer> chunks = new ArrayList<>();
    private ByteBuffer window = ByteBuffer.allocateDirect(0);

    private FeatureStore(Dtype dtype, int width, String origin, int[] trajectories, int chunkBytes) {
        this.dtype = dtype;
        this.width = width;
        this.origin = origin;
        this.trajectories = trajectories;
        this.rowsPerChunk = Math.max(1, chunkBytes / rowBytes());
    }

    /** Maps a finished file. */
    public static FeatureStore open(Path file) {
        return open(file, CHUNK);
    }

    static FeatureStore open(Path file, int chunkBytes) {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer start = ByteBuffer.allocate(HEADER);
            read(channel, start, 0);
            JsonNode header = JSON.readTree(new String(start.array(), StandardCharsets.UTF_8));
            int rows = header.path("rows").asInt(-1);
            var store = new FeatureStore(
                    Dtype.parse(header.path("dtype").asText()),
                    header.path("width").asInt(1),
                    header.path("origin").asText(),
                    new int[Math.max(0, rows)],
                    chunkBytes);
            long end = HEADER + (long) rows * store.rowBytes();
            if (rows < 0 || channel.size() != end + (long) rows * Integer.BYTES) {
                throw new IOException("it is not a whole file of features");
            }
            for (int first = 0; first < rows; first += store.rowsPerChunk) {
                long size = (long) Math.min(store.rowsPerChunk, rows - first) * store.rowBytes();
                store.chunks.add(channel.map(MapMode.READ_ONLY, HEADER + (long) first * store.rowBytes(), size));
            }
            ByteBuffer numbers = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
            for (int done = 0; done < rows; ) {
                int count = Math.min(rows - done, numbers.capacity() / Integer.BYTES);
                read(channel, numbers.clear().limit(count * Integer.BYTES), end + (long) done * Integer.BYTES);
                numbers.flip().asIntBuffer().get(store.trajectories, done, count);
                done += count;
            }
            return store;
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "features cannot be read from " + file + " (" + e.getMessage()
                            + "); remove it, and it is made again",
                    e);
        }
    }

    private static void read(FileChannel channel, ByteBuffer target, long position) throws IOException {
        long at = position;
        while (target.hasRemaining()) {
            int count = channel.read(target, at);
            if (count < 0) {
                throw new IOException("it is shorter than it says");
            }
            at += count;
        }
    }

    /** Steps of all trajectories. */
    public int rows() {
        return trajectories.length;
    }

    /** Numbers in a row. */
    public int width() {
        return width;
    }

    /** The type of the numbers. */
    public Dtype dtype() {
        return dtype;
    }

    /** Whether the file was made of this, as its writer was told, and holds such numbers. */
    boolean isOf(String what, Dtype numbers) {
        return origin.equals(what) && dtype == numbers;
    }

    /** The trajectory a row belongs to; they ascend. */
    public int trajectory(int row) {
        return trajectories[row];
    }

    /** The rows of a trajectory are those from the first number up to, not including, the second. */
    public int[] rowsOf(int trajectory) {
        return new int[] {lowerBound(trajectory), lowerBound(trajectory + 1)};
    }

    private int lowerBound(int trajectory) {
        int low = 0;
        int high = trajectories.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (trajectories[middle] < trajectory) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * The chosen rows, in their order, as little-endian numbers. The buffer is the store's own, outside the heap, and good
     * until the next call: direct buffers go only when the garbage collector happens to run.
     */
    public ByteBuffer read(int[] rows) {
        int bytes = Math.multiplyExact(rows.length, rowBytes());
        if (window.capacity() < bytes) {
            window = ByteBuffer.allocateDirect(bytes);
        }
        window.clear();
        for (int row : rows) {
            int place = row % rowsPerChunk * rowBytes();
            window.put(chunks.get(row / rowsPerChunk).slice(place, rowBytes()));
        }
        return window.flip();
    }

    private int rowBytes() {
        return width * dtype.bytes();
    }

    /** Writes one file of features from beginning to end; without {@link #finish} nothing appears. */
    public static final class Writer implements AutoCloseable {

        private final Path file;
        private final Path partial;
        private final FileChannel channel;
        private final Dtype dtype;
        private final int width;
        private final String origin;
        private int[] trajectories = new int[1024];
        private int rows;

        /**
         * Begins a file beside the one it will become.
         *
         * @param width numbers in a row
         * @param origin what the features are made of: a later run asks before it uses them
         */
        public Writer(Path file, Dtype dtype, int width, String origin) {
            this.file = file;
            this.partial = file.resolveSibling(file.getFileName() + ".partial");
            this.dtype = dtype;
            this.width = width;
            this.origin = origin;
            try {
                this.channel = FileChannel.open(
                        partial,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING);
            } catch (IOException e) {
                throw failed(e);
            }
            try {
                write(header(0));
            } catch (IOException e) {
                close();
                throw failed(e);
            }
        }

        /**
         * Adds the steps of a trajectory, whose number is larger than those before.
         *
         * @param features whole rows
         * @throws IllegalStateException if a number isn't finite
         */
        public void append(int trajectory, ByteBuffer features) {
            int count = features.remaining() / (width * dtype.bytes());
            if (features.remaining() != count * width * dtype.bytes()) {
                throw new IllegalArgumentException(
                        features.remaining() + " bytes are no whole rows of " + width + " numbers");
            }
            if (rows > 0 && trajectory <= trajectories[rows - 1]) {
                throw new IllegalArgumentException(
                        "trajectory " + trajectory + " comes after " + trajectories[rows - 1]);
            }
            requireFinite(trajectory, features);
            if (rows + count > trajectories.length) {
                trajectories = Arrays.copyOf(trajectories, Math.max(rows + count, 2 * trajectories.length));
            }
            Arrays.fill(trajectories, rows, rows + count, trajectory);
            rows += count;
            try {
                write(features.slice());
            } catch (IOException e) {
                throw failed(e);
            }
        }

        private void requireFinite(int trajectory, ByteBuffer features) {
            ByteBuffer numbers = features.slice().order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < numbers.remaining(); i += dtype.bytes()) {
                boolean finite =
                        switch (dtype) {
                            case FLOAT32 -> (numbers.getInt(i) & 0x7f800000) != 0x7f800000;
                            case BFLOAT16 -> (numbers.getShort(i) & 0x7f80) != 0x7f80;
                            case FLOAT16 -> (numbers.getShort(i) & 0x7c00) != 0x7c00;
                        };
                if (!finite) {
                    throw new IllegalStateException("step " + (i / (width * dtype.bytes()) + 1) + " of trajectory "
                            + trajectory + " has a feature that is no number or infinite in " + dtype.configName()
                            + "; are the policy's weights damaged, or too large for this type (bfloat16 holds more)?");
                }
            }
        }

        /** Puts the file under its name, replacing what was there. */
        public void finish() {
            try {
                ByteBuffer numbers = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
                for (int i = 0; i < rows; i++) {
                    numbers.putInt(trajectories[i]);
                    if (!numbers.hasRemaining() || i + 1 == rows) {
                        write(numbers.flip());
                        numbers.clear();
                    }
                }
                channel.position(0);
                write(header(rows));
                channel.force(true);
                channel.close();
                Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw failed(e);
            }
        }

        private ByteBuffer header(int count) {
            ObjectNode json = JSON.createObjectNode()
                    .put("dtype", dtype.configName())
                    .put("width", width)
                    .put("rows", count)
                    .put("origin", origin);
            byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
            if (text.length > HEADER) {
                throw new IllegalArgumentException("an origin of " + origin.length() + " characters is too long");
            }
            byte[] padded = Arrays.copyOf(text, HEADER);
            Arrays.fill(padded, text.length, HEADER, (byte) ' ');
            return ByteBuffer.wrap(padded);
        }

        private void write(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        private UncheckedIOException failed(IOException e) {
            return new UncheckedIOException(
                    "features cannot be written to " + file + " (" + e.getMessage() + ") after "
                            + rows + " steps of " + (long) width * dtype.bytes()
                            + " bytes; nothing was overwritten: make room, or choose another folder",
                    e);
        }

        /** Removes what wasn't finished. */
        @Override
        public void close() {
            try {
                channel.close();
                Files.deleteIfExists(partial);
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }
}
