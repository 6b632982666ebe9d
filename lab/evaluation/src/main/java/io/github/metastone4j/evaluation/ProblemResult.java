package io.github.metastone4j.evaluation;

import io.github.metastone4j.selection.Aggregator;
import java.util.List;

/**
 * The samples drawn for one problem.
 *
 * @param id names the problem in reports and errors, and seeds its random subsets
 * @param difficulty any number that groups problems of like difficulty
 * @param gold the right answer
 * @param samples at least one, in the order they were drawn
 */
public record ProblemResult(String id, int difficulty, String gold, List<Sample> samples) {

    public ProblemResult {
        samples = List.copyOf(samples);
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("problem '" + id + "' has no samples; draw at least one");
        }
    }

    /**
     * Expected accuracy in [0, 1] of a strategy given k of the samples, at most as many as there are.
     *
     * @param aggregator makes a trajectory's score of its steps'
     */
    public double accuracy(Strategy strategy, int k, Aggregator aggregator) {
        return new SubsetAccuracy(this, aggregator, 1).of(strategy, k);
    }

    /** The chance that a right sample scores above a wrong one, ties counting half; NaN if there are not both. */
    public double auc(Aggregator aggregator) {
        return new SubsetAccuracy(this, aggregator, 1).auc(SubsetAccuracy::score);
    }

    /** How many samples are right. */
    int right() {
        return (int) samples.stream().filter(Sample::correct).count();
    }
}
