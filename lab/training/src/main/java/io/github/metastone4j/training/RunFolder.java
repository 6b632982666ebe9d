package io.github.metastone4j.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder that a run keeps everything in. */
final class RunFolder {

    private RunFolder() {}

    /** It may be missing yet. */
    static void requireFolder(Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new IllegalArgumentException(folder + " is a file; name a folder");
        }
    }

    static void create(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + folder + " cannot be made (" + e.getMessage() + ")", e);
        }
    }

    static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    static UncheckedIOException unwritable(Path file, IOException e) {
        return new UncheckedIOException(file + " cannot be written (" + e.getMessage() + "); is there space left?", e);
    }
}
