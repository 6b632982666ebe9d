package io.github.metastone4j.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The entries of a zip archive as byte ranges of the file. Only entries that are stored as they are can be located, so
 * they can be mapped, and nothing is ever inflated. (java.util.zip does not tell where an entry's data begins.)
 */
final class StoredZip {

    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int END64_LOCATOR_SIGNATURE = 0x07064b50;
    private static final int END64_LOCATOR_BYTES = 20;
    private static final int END64_SIGNATURE = 0x06064b50;
    private static final int END64_BYTES = 56;
    private static final int CENTRAL_SIGNATURE = 0x02014b50;
    private static final int CENTRAL_BYTES = 46;
    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int LOCAL_BYTES = 30;
    private static final int MAX_COMMENT = 0xffff;
    private static final int MAX_DIRECTORY = 1 << 20;
    private static final long IN_ZIP64 = 0xffffffffL;
    private static final int STORED = 0;
    private static final int ENCRYPTED_FLAG = 1;

    private final String source;
    private final FileChannel channel;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private StoredZip(String source, FileChannel channel) {
        this.source = source;
        this.channel = channel;
    }

    /** Reads the directory at the end of the archive; {@code source} names the file in messages. */
    static StoredZip read(String source, FileChannel channel) throws IOException {
        StoredZip zip = new StoredZip(source, channel);
        zip.readDirectory();
        return zip;
    }

    Set<String> names() {
        return entries.keySet();
    }

    /** The byte range of an entry's data, within the file for certain. */
    Range locate(String name) throws IOException {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new CheckpointException(source + " has no entry '" + name + "'; is the download complete?");
        }
        if (entry.method != STORED || entry.bytes != entry.compressedBytes || (entry.flags & ENCRYPTED_FLAG) != 0) {
            throw new CheckpointException(source + ": entry '" + name
                    + "' is compressed or encrypted; it must be stored as torch.save stores it");
        }
        ByteBuffer local = slice(entry.localHeader, LOCAL_BYTES);
        if (local.getInt(0) != LOCAL_SIGNATURE) {
            throw broken("entry '" + name + "' is not where the directory says");
        }
        long offset = entry.localHeader + LOCAL_BYTES + unsignedShort(local, 26) + unsignedShort(local, 28);
        if (entry.bytes > channel.size() - offset) {
            throw broken("entry '" + name + "' of " + entry.bytes + " bytes reaches beyond the end of the file");
        }
        return new Range(offset, entry.bytes);
    }

    /** The bytes of an entry that must be small. */
    ByteBuffer read(String name, int maxBytes) throws IOException {
        Range range = locate(name);
        if (range.bytes > maxBytes) {
            throw new CheckpointException(source + ": entry '" + name + "' has " + range.bytes + " bytes; at most "
                    + maxBytes + " are expected");
        }
        return slice(range.offset, (int) range.bytes);
    }

    private void readDirectory() throws IOException {
        int tailBytes = (int) Math.min(channel.size(), END_BYTES + MAX_COMMENT);
        long tailStart = channel.size() - tailBytes;
        ByteBuffer tail = slice(tailStart, tailBytes);
        int end = tailBytes - END_BYTES;
        while (end >= 0
                && (tail.getInt(end) != END_SIGNATURE
                        || end + END_BYTES + unsignedShort(tail, end + 20) != tailBytes)) {
            end--;
        }
        if (end < 0) {
            throw broken("it does not end as a zip archive does");
        }
        long directoryBytes = unsignedInt(tail, end + 12);
        long directoryStart = unsignedInt(tail, end + 16);
        if (directoryBytes == IN_ZIP64 || directoryStart == IN_ZIP64 || unsignedShort(tail, end + 10) == 0xffff) {
            ByteBuffer locator = slice(tailStart + end - END64_LOCATOR_BYTES, END64_LOCATOR_BYTES);
            if (locator.getInt(0) != END64_LOCATOR_SIGNATURE) {
                throw broken("its zip64 end record is missing");
            }
            ByteBuffer end64 = slice(locator.getLong(8), END64_BYTES);
            if (end64.getInt(0) != END64_SIGNATURE) {
                throw broken("its zip64 end record is missing");
            }
            directoryBytes = end64.getLong(40);
            directoryStart = end64.getLong(48);
        }
        if (directoryBytes < 0 || directoryBytes > MAX_DIRECTORY) {
            throw broken("its directory would have " + directoryBytes + " bytes");
        }
        ByteBuffer directory = slice(directoryStart, (int) directoryBytes);
        while (directory.hasRemaining()) {
            readEntry(directory);
        }
    }

    private void readEntry(ByteBuffer directory) {
        int at = directory.position();
        if (directory.remaining() < CENTRAL_BYTES || directory.getInt(at) != CENTRAL_SIGNATURE) {
            throw broken("its directory is damaged");
        }
        int nameBytes = unsignedShort(directory, at + 28);
        int extraBytes = unsignedShort(directory, at + 30);
        int commentBytes = unsignedShort(directory, at + 32);
        if (directory.remaining() < CENTRAL_BYTES + nameBytes + extraBytes + commentBytes) {
            throw broken("its directory is damaged");
        }
        byte[] nameText = new byte[nameBytes];
        directory.get(at + CENTRAL_BYTES, nameText);
        String name = new String(nameText, StandardCharsets.UTF_8);
        ByteBuffer extra =
                directory.slice(at + CENTRAL_BYTES + nameBytes, extraBytes).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer wide = zip64Extra(extra);
        long bytes = unsignedInt(directory, at + 24);
        long compressedBytes = unsignedInt(directory, at + 20);
        long localHeader = unsignedInt(directory, at + 42);
        // The wide values follow each other in this order, and only those that did not fit are there.
        bytes = bytes == IN_ZIP64 ? nextLong(wide) : bytes;
        compressedBytes = compressedBytes == IN_ZIP64 ? nextLong(wide) : compressedBytes;
        localHeader = localHeader == IN_ZIP64 ? nextLong(wide) : localHeader;
        if (bytes < 0 || compressedBytes < 0 || localHeader < 0) {
            throw broken("entry '" + name + "' has a negative size or offset");
        }
        Entry entry = new Entry(
                unsignedShort(directory, at + 8),
                unsignedShort(directory, at + 10),
                compressedBytes,
                bytes,
                localHeader);
        // Two entries of one name are read differently by different programs: a way to hide one.
        if (entries.put(name, entry) != null) {
            throw broken("it has two entries '" + name + "'");
        }
        directory.position(at + CENTRAL_BYTES + nameBytes + extraBytes + commentBytes);
    }

    /** The body of the extra field with id 1, where sizes beyond 4 GiB are; empty if there is none. */
    private static ByteBuffer zip64Extra(ByteBuffer extra) {
        while (extra.remaining() >= 4) {
            int id = extra.getShort();
            int length = Math.min(extra.getShort() & 0xffff, extra.remaining());
            if (id == 1) {
                return extra.slice(extra.position(), length).order(ByteOrder.LITTLE_ENDIAN);
            }
            extra.position(extra.position() + length);
        }
        return ByteBuffer.allocate(0);
    }

    private long nextLong(ByteBuffer wide) {
        if (wide.remaining() < Long.BYTES) {
            throw broken("its directory is damaged");
        }
        return wide.getLong();
    }

    private ByteBuffer slice(long position, int length) throws IOException {
        if (position < 0 || length > channel.size() - position) {
            throw broken("a part of it would lie outside the file");
        }
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw broken("it became shorter while it was read");
            }
        }
        return buffer.flip();
    }

    private CheckpointException broken(String why) {
        return new CheckpointException(source + " is not a whole torch archive: " + why
                + ". Is the download complete? Files from before PyTorch 1.6 must be saved anew");
    }

    private static int unsignedShort(ByteBuffer buffer, int index) {
        return buffer.getShort(index) & 0xffff;
    }

    private static long unsignedInt(ByteBuffer buffer, int index) {
        return buffer.getInt(index) & 0xffffffffL;
    }

    /** A part of the file. */
    record Range(long offset, long bytes) {}

    private record Entry(int flags, int method, long compressedBytes, long bytes, long localHeader) {}
}
