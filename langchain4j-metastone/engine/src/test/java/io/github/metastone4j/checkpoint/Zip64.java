package io.github.metastone4j.checkpoint;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes a zip archive of stored entries whose sizes and offsets are all in zip64 fields. */
final class Zip64 {

    private final RandomAccessFile out;
    private final ByteBuffer directory = buffer(4096);

    Zip64(RandomAccessFile out) {
        this.out = out;
    }

    void add(String name, byte[] data) throws IOException {
        byte[] nameBytes = name.getBytes(StandardCharsets.US_ASCII);
        long offset = out.getFilePointer();
        ByteBuffer local = buffer(30).putInt(0x04034b50);
        out.write(local.putShort(26, (short) nameBytes.length).array());
        out.write(nameBytes);
        out.write(data);

        int at = directory.position();
        directory.putInt(at, 0x02014b50);
        directory.putInt(at + 20, -1).putInt(at + 24, -1).putInt(at + 42, -1);
        directory.putShort(at + 28, (short) nameBytes.length).putShort(at + 30, (short) (4 + 4 + 28));
        directory.position(at + 46);
        directory.put(nameBytes);
        directory.putShort((short) 0xcafe).putShort((short) 0); // some other program's field
        directory.putShort((short) 1).putShort((short) 28);
        directory.putLong(data.length).putLong(data.length).putLong(offset).putInt(0);
    }

    void finish() throws IOException {
        long start = out.getFilePointer();
        int length = directory.position();
        out.write(directory.array(), 0, length);
        long end64 = out.getFilePointer();
        out.write(buffer(56)
                .putInt(0, 0x06064b50)
                .putLong(40, length)
                .putLong(48, start)
                .array());
        out.write(buffer(20).putInt(0, 0x07064b50).putLong(8, end64).array());
        out.write(buffer(22)
                .putInt(0, 0x06054b50)
                .putShort(10, (short) -1)
                .putInt(12, -1)
                .putInt(16, -1)
                .array());
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
