package io.github.metastone4j.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far one trajectory is.
 *
 * @param index from 0
 * @param scores of its steps so far
 * @param score one of many, by the request's aggregator; null before the first step
 * @param tail the last of what it thinks
 * @param conclusion what it came to, once it has finished; null before
 * @param stopped whether it was stopped before its thinking had ended
 */
record TrajectoryProgress(
        int index,
        List<Double> scores,
        @Nullable Double score,
        String tail,
        @Nullable String conclusion,
        boolean stopped) {

    TrajectoryProgress {
        scores = List.copyOf(scores);
    }

    boolean finished() {
        return conclusion != null;
    }
}
