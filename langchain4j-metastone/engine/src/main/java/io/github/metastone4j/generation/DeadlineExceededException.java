package io.github.metastone4j.generation;

import java.time.Duration;

/** A request that was not answered in the time it was given. */
public final class DeadlineExceededException extends RuntimeException {

    private static final long serialVersionUID = 1;

    DeadlineExceededException(Duration deadline, String stage) {
        super("the request was not answered within its deadline of " + deadline.toMillis() + " ms (it was " + stage
                + "); allow more time, fewer trajectories or fewer thinking tokens");
    }
}
