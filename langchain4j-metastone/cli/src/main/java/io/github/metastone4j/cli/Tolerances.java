package io.github.metastone4j.cli;

/**
 * How far a checkpoint may be from the reference, absolutely.
 *
 * @param numbers for logits, features, the head's logits and log-probabilities
 * @param scores for probabilities
 */
record Tolerances(double numbers, double scores) {

    /** What a correct float32 implementation meets. */
    static final Tolerances FLOAT32 = new Tolerances(2e-4, 1e-4);

    Tolerances {
        require("--tolerance", numbers);
        require("--score-tolerance", scores);
    }

    private static void require(String option, double value) {
        if (!(value >= 0)) {
            throw new IllegalArgumentException(option + " is " + value + "; it must be 0 or more");
        }
    }
}
