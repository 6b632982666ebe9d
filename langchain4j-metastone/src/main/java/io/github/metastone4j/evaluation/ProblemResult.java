package io.github.metastone4j.evaluation;

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

    /** How many samples are right. */
    int right() {
        return (int) samples.stream().filter(Sample::correct).count();
    }
}
