package io.github.metastone4j.evaluation;

import java.util.Locale;

/**
 * A way to get one answer out of k samples, and the line it has in a report: the selectors a user can choose, and the two
 * bounds nobody can.
 *
 * <p>{@code Selector.FIRST} is absent because its expectation is that of {@link #RANDOM}.
 */
public enum Strategy {
    /** The highest trajectory score. */
    BEST_SCORE,
    /** The answer given most often. */
    MAJORITY,
    /** The answer whose trajectories' scores sum highest. */
    WEIGHTED_MAJORITY,
    /** The most probable trajectory. */
    LOG_PROBABILITY,
    /** The fewest tokens. */
    SHORTEST,
    /** Any one of them: pass@1, the same at every k. What selection has to beat. */
    RANDOM,
    /** A right one if there is any: pass@k. What selection cannot beat. */
    ORACLE;

    /** The name in reports and JSON, for example {@code best-score}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
