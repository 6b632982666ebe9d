package io.github.metastone4j.training.convert;

import io.github.metastone4j.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** A file that appears whole, replacing what was there, or not at all. */
final class WholeFile {

    /** What is to stand in the file. */
    @FunctionalInterface
    interface Body {
        void writeTo(FileChannel channel) throws IOException;
    }

    private WholeFile() {}

    /**
     * Writes the file. Its folder must exist.
     *
     * @throws CheckpointException if it cannot be written, for instance because the disk is full; a file that was there
     *     before is then still there, unchanged
     */
    static void write(Path file, Body body) {
        // A sibling, so that the last step is a rename within one file system.
        Path partial = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".partial");
        try {
            try (FileChannel channel =
                    FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                body.writeTo(channel);
                channel.force(true);
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CheckpointException(
                    "cannot write " + file + ": " + e.getMessage()
                            + "; is the folder there and writable, with enough space left?",
                    e);
        } finally {
            deleteQuietly(partial);
        }
    }

    /** After a success there is nothing left to delete; after a failure that failure is what matters. */
    private static void deleteQuietly(Path partial) {
        try {
            Files.deleteIfExists(partial);
        } catch (IOException ignored) {
            // The first exception says what is wrong.
        }
    }
}
