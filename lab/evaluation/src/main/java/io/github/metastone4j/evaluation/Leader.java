package io.github.metastone4j.evaluation;

/**
 * The selector that is right most often with all samples, beside best-score.
 *
 * @param strategy the most accurate selector; of equals, the one that {@link Strategy} names first
 * @param other best-score; where that leads, the most accurate of the others
 * @param difference accuracy of the leader minus that of the other, paired by problem, in [-1, 1]
 */
public record Leader(Strategy strategy, Strategy other, Estimate difference) {

    /** Whether the 95 % interval of the difference excludes 0. Of several selectors one leads by luck too: mind that. */
    public boolean isSignificant() {
        return difference.low() > 0 || difference.high() < 0;
    }
}
