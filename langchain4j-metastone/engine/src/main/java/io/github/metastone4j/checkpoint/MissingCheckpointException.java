package io.github.metastone4j.checkpoint;

/** A checkpoint, or one of the files it is made of, is not there at all. */
public final class MissingCheckpointException extends CheckpointException {

    public MissingCheckpointException(String message) {
        super(message);
    }
}
