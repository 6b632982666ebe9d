package io.github.metastone4j.selection;

/**
 * The score of one trajectory.
 *
 * @param value in [0, 1]; higher is better
 * @param fallback true if the trajectory has no scored step, so that {@code value} is the agreed 0.0 and not a judgement
 */
public record Score(double value, boolean fallback) {

    private static final Score NONE = new Score(0.0, true);

    static Score of(Candidate candidate, Aggregator aggregator) {
        return candidate.stepScores().isEmpty() ? NONE : new Score(aggregator.aggregate(candidate.stepScores()), false);
    }
}
