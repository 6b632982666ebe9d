package io.github.metastone4j.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A way to get one answer out of k samples, and the line it has in a report: the selectors a user can choose, the last step as
 * another score to choose by, and the two bounds nobody can choose.
 *
 * <p>{@code Selector.FIRST} is absent because its expectation is that of {@link #RANDOM}.
 */
public enum Strategy {
    /** The highest trajectory score. */
    BEST_SCORE,
    /** The highest score of a last step, whatever came before: best-score with the aggregator {@code last}. */
    LAST_STEP,
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

    /** Those that choose by what a user has: all but the bounds. */
    public static List<Strategy> selectors() {
        return Arrays.stream(values()).filter(Strategy::isSelector).toList();
    }

    private boolean isSelector() {
        return this != RANDOM && this != ORACLE;
    }

    /** The name in reports and JSON, for example {@code best-score}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
