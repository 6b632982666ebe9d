package io.github.metastone4j.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Assembles pickles by hand, well-formed or not, and the archives around them. */
public final class Pickle {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    public static Pickle start() {
        return new Pickle().op(0x80, 2);
    }

    /** The opcodes of a dict with one tensor; the storage {@code 0} has as many elements as said. */
    static Pickle oneTensor(String name, int offset, int[] shape, int[] strides, int elements) {
        return start().op('}', '(')
                .text(name)
                .global("torch._utils", "_rebuild_tensor_v2")
                .op('(')
                .storage("FloatStorage", "0", elements)
                .number(offset)
                .numbers(shape)
                .numbers(strides)
                .op(0x89)
                .global("collections", "OrderedDict")
                .op(')', 'R', 't', 'R', 'u', '.');
    }

    public Pickle op(int... opcodes) {
        for (int opcode : opcodes) {
            bytes.write(opcode);
        }
        return this;
    }

    public Pickle global(String module, String name) {
        return op('c').raw(module + "\n" + name + "\n");
    }

    public Pickle text(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        return op('X').int32(encoded.length).raw(text);
    }

    Pickle number(int value) {
        return op('J').int32(value);
    }

    Pickle numbers(int... values) {
        op('(');
        for (int value : values) {
            number(value);
        }
        return op('t');
    }

    Pickle storage(String type, String key, int elements) {
        return storage("torch", type, key, elements);
    }

    Pickle storage(String module, String type, String key, int elements) {
        return op('(').text("storage")
                .global(module, type)
                .text(key)
                .text("cpu")
                .number(elements)
                .op('t', 'Q');
    }

    Pickle int32(int value) {
        bytes.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
        return this;
    }

    Pickle raw(String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    /** A torch archive of this pickle and a storage {@code 0} of that many bytes. */
    public Path archive(Path file, int storageBytes) throws IOException {
        return zip(
                file,
                ZipEntry.STORED,
                Map.of("any/data.pkl", bytes(), "any/data/0", new byte[storageBytes], "any/version", new byte[] {'3'}));
    }

    static Path zip(Path file, int method, Map<String, byte[]> entries) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> named : entries.entrySet()) {
                CRC32 crc = new CRC32();
                crc.update(named.getValue());
                ZipEntry entry = new ZipEntry(named.getKey());
                entry.setMethod(method);
                entry.setSize(named.getValue().length);
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(named.getValue());
                zip.closeEntry();
            }
        }
        return file;
    }
}
