package io.github.metastone4j.training.convert;

import io.github.metastone4j.checkpoint.CheckpointException;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.checkpoint.StoredTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Writes a state dict as torch.save does, for {@code torch.load(path, weights_only=True)}. Either the whole file appears,
 * replacing what was there, or nothing changes.
 *
 * <pre>{@code
 * new TorchArchiveWriter()
 *         .add("0.weight", Dtype.FLOAT32, List.of(128L, 64L), weight)
 *         .add("0.bias", Dtype.FLOAT32, List.of(128L), bias)
 *         .write(folder.resolve("score_module.pt"));
 * }</pre>
 *
 * <p>It is for small things such as a score head: a file of 4 GiB or more needs a wider kind of zip directory and is
 * refused.
 */
public final class TorchArchiveWriter {

    private static final byte[] LITTLE = "little".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VERSION = "3\n".getBytes(StandardCharsets.US_ASCII);

    private final List<Entry> entries = new ArrayList<>();

    /**
     * Adds a tensor given as little-endian bytes, those from the buffer's position to its limit. The buffer is read when
     * the file is written and its position stays as it is.
     *
     * @throws IllegalArgumentException if the name is taken, or the bytes are not as many as type and shape ask for
     */
    public TorchArchiveWriter add(String name, Dtype dtype, List<Long> shape, ByteBuffer data) {
        ByteBuffer bytes = data.slice();
        if (bytes.remaining() != StoredTensor.byteSize(dtype, shape)) {
            throw new IllegalArgumentException("tensor '" + name + "' of shape " + shape + " and type " + dtype
                    + " needs " + StoredTensor.byteSize(dtype, shape) + " bytes, but has " + bytes.remaining());
        }
        if (entries.stream().anyMatch(entry -> entry.name.equals(name))) {
            throw new IllegalArgumentException("tensor name '" + name + "' is taken; each name can be used once");
        }
        entries.add(new Entry(name, dtype, List.copyOf(shape), bytes));
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
        // The folder's name that torch.save gives when it does not know the file's.
        Zip zip = new Zip(channel, "archive/");
        zip.add("data.pkl", ByteBuffer.wrap(pickle()));
        zip.add("byteorder", ByteBuffer.wrap(LITTLE));
        for (int i = 0; i < entries.size(); i++) {
            zip.add("data/" + i, entries.get(i).data.duplicate());
        }
        zip.add("version", ByteBuffer.wrap(VERSION));
        zip.finish();
    }

    private byte[] pickle() {
        PickleBytes pickle = new PickleBytes();
        pickle.opcode(0x80).opcode(2); // PROTO 2
        pickle.emptyOrderedDict();
        pickle.opcode('('); // MARK
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            pickle.text(entry.name);
            pickle.tensor(storageType(entry.dtype), i, entry.shape, entry.data.remaining() / entry.dtype.bytes());
        }
        pickle.opcode('u').opcode('.'); // SETITEMS, STOP
        return pickle.bytes();
    }

    private static String storageType(Dtype dtype) {
        return switch (dtype) {
            case FLOAT32 -> "FloatStorage";
            case FLOAT16 -> "HalfStorage";
            case BFLOAT16 -> "BFloat16Storage";
        };
    }

    private record Entry(String name, Dtype dtype, List<Long> shape, ByteBuffer data) {}

    /** The opcodes of pickle protocol 2 that a state dict needs. */
    private static final class PickleBytes {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        byte[] bytes() {
            return out.toByteArray();
        }

        PickleBytes opcode(int opcode) {
            out.write(opcode);
            return this;
        }

        void text(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            opcode('X').number(utf8.length, Integer.BYTES).out.writeBytes(utf8); // BINUNICODE
        }

        void emptyOrderedDict() {
            global("collections", "OrderedDict").opcode(')').opcode('R'); // EMPTY_TUPLE, REDUCE
        }

        /** A call of torch's function that makes a tensor of a storage, from its first element on and without gaps. */
        void tensor(String storageType, int key, List<Long> shape, long elements) {
            global("torch._utils", "_rebuild_tensor_v2").opcode('(');
            opcode('(').text("storage");
            global("torch", storageType).text(Integer.toString(key));
            text("cpu");
            integer(elements);
            opcode('t').opcode('Q'); // TUPLE, BINPERSID
            integer(0);
            opcode('(');
            shape.forEach(this::integer);
            opcode('t').opcode('(');
            for (int i = 0; i < shape.size(); i++) {
                integer(shape.subList(i + 1, shape.size()).stream().reduce(1L, (a, b) -> a * b));
            }
            opcode('t').opcode(0x89); // NEWFALSE: no gradient is asked for
            emptyOrderedDict(); // no hooks
            opcode('t').opcode('R');
        }

        private void integer(long value) {
            if (value <= Integer.MAX_VALUE) {
                opcode('J').number(value, Integer.BYTES); // BININT
            } else {
                opcode(0x8a).opcode(Long.BYTES).number(value, Long.BYTES); // LONG1
            }
        }

        private PickleBytes global(String module, String name) {
            out.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
            return this;
        }

        private PickleBytes number(long value, int bytes) {
            for (int i = 0; i < bytes; i++) {
                out.write((int) (value >> (8 * i)));
            }
            return this;
        }
    }

    /** A zip archive of entries that are stored as they are, each at a multiple of 64 bytes, so that they can be mapped. */
    private static final class Zip {

        private static final int ALIGNMENT = 64;
        private static final int LOCAL_BYTES = 30;
        private static final int CENTRAL_BYTES = 46;
        private static final int END_BYTES = 22;
        private static final int UTF8_NAMES = 1 << 11;

        /** The first of January 1980, the day before which no zip entry can be. */
        private static final int DATE = 1 << 5 | 1;

        private final FileChannel channel;
        private final String folder;
        private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
        private int entries;

        Zip(FileChannel channel, String folder) {
            this.channel = channel;
            this.folder = folder;
        }

        void add(String name, ByteBuffer data) throws IOException {
            byte[] path = (folder + name).getBytes(StandardCharsets.UTF_8);
            CRC32 crc = new CRC32();
            crc.update(data.duplicate());
            long offset = channel.position();
            byte[] padding = padding(offset + LOCAL_BYTES + path.length);

            int bytes = data.remaining();
            ByteBuffer local = littleEndian(new byte[LOCAL_BYTES + path.length + padding.length])
                    .putInt(0x04034b50);
            describe(local, (int) crc.getValue(), bytes, path.length);
            writeFully(local.putShort((short) padding.length)
                    .put(path)
                    .put(padding)
                    .flip());
            writeFully(data);

            // No extra field, no comment, first disk, no attributes: all of them zero.
            byte[] central = new byte[CENTRAL_BYTES + path.length];
            ByteBuffer header = littleEndian(central).putInt(0x02014b50).putShort((short) 0);
            describe(header, (int) crc.getValue(), bytes, path.length);
            header.putInt(CENTRAL_BYTES - 4, (int) offset)
                    .position(CENTRAL_BYTES)
                    .put(path);
            directory.writeBytes(central);
            entries++;
        }

        void finish() throws IOException {
            long start = channel.position();
            writeFully(ByteBuffer.wrap(directory.toByteArray()));
            if (channel.position() >= 0xffffffffL || entries >= 0xffff) {
                throw new IOException(
                        "a torch archive of 4 GiB or 65,535 entries is not supported, write safetensors instead");
            }
            ByteBuffer end =
                    littleEndian(new byte[END_BYTES]).putInt(0x06054b50).putInt(0);
            end.putShort((short) entries).putShort((short) entries);
            writeFully(end.putInt(directory.size())
                    .putInt((int) start)
                    .putShort((short) 0)
                    .flip());
        }

        /** What the header before an entry and the directory have in common. */
        private static void describe(ByteBuffer header, int crc, int bytes, int nameBytes) {
            header.putShort((short) 0).putShort((short) UTF8_NAMES).putShort((short) 0);
            header.putShort((short) 0).putShort((short) DATE).putInt(crc);
            header.putInt(bytes).putInt(bytes).putShort((short) nameBytes);
        }

        /** An extra field that is there for its length, marked as torch marks it; what follows it is aligned. */
        private static byte[] padding(long position) {
            int gap = (int) (-position & (ALIGNMENT - 1));
            int bytes = gap == 0 || gap >= 4 ? gap : gap + ALIGNMENT;
            if (bytes == 0) {
                return new byte[0];
            }
            byte[] extra = new byte[bytes];
            Arrays.fill(extra, (byte) 'Z');
            littleEndian(extra).put((byte) 'F').put((byte) 'B').putShort((short) (bytes - 4));
            return extra;
        }

        private void writeFully(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        private static ByteBuffer littleEndian(byte[] bytes) {
            return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }
    }
}
