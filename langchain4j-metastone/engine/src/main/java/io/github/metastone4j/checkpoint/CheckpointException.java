package io.github.metastone4j.checkpoint;

import org.jspecify.annotations.Nullable;

/** A checkpoint on disk that cannot be used as it is. The message names the file, the value at fault and the remedy. */
public sealed class CheckpointException extends RuntimeException permits MissingCheckpointException {

    public CheckpointException(String message) {
        super(message);
    }

    public CheckpointException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
