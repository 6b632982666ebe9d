package io.github.metastone4j.evaluation;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A way to spend tokens on problems, as measured.
 *
 * @param family ways that differ in how much they spend alone, such as best of k
 * @param setting what tells it from the others of its family, such as k = 8
 * @param outcomes one per problem, at least one; the same problems in the same order for all ways that are compared
 * @param seconds of the clock, per problem; null if they were not measured
 */
public record Way(String family, String setting, List<Outcome> outcomes, @Nullable Double seconds) {

    /**
     * What came of one problem.
     *
     * @param accuracy 1 if the answer is right, 0 if not; or the chance of a right one, in [0, 1]
     * @param tokens that were drawn for it
     */
    public record Outcome(double accuracy, double tokens) {}

    /** @throws IllegalArgumentException if there is no outcome */
    public Way {
        outcomes = List.copyOf(outcomes);
        if (outcomes.isEmpty()) {
            throw new IllegalArgumentException(this + " has no outcomes; try it on at least one problem");
        }
    }

    /** Its name in reports. */
    @Override
    public String toString() {
        return family + ", " + setting;
    }

    /** The mean over problems. */
    double tokens() {
        return mean(Outcome::tokens);
    }

    double[] accuracies() {
        return outcomes.stream().mapToDouble(Outcome::accuracy).toArray();
    }

    private double mean(ToDoubleFunction<Outcome> value) {
        return outcomes.stream().mapToDouble(value).average().orElseThrow();
    }
}
