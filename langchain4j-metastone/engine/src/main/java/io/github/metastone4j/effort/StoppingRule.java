package io.github.metastone4j.effort;

/**
 * When enough trajectories have competed: four begin, and half as many again as there are follow, as long as the choice among
 * them is less sure than asked for.
 *
 * @param confidence in [0.5, 1]: the {@link Agreement} that is enough; 1 never is
 */
public record StoppingRule(double confidence) {

    /** The fewest that can agree as well as 0.95. */
    private static final int FIRST = 4;

    /** Fewer at once would be as many waits for nearly the same. */
    private static final int FEWEST_MORE = 2;

    /** Where there is no answer to agree on, no more than medium effort is spent. */
    private static final int WITHOUT_ANSWERS = 8;

    public StoppingRule {
        if (!(confidence >= 0.5 && confidence <= 1)) {
            throw new IllegalArgumentException(
                    "confidence is " + confidence + "; it must be between 0.5 and 1, where 1 samples all trajectories");
        }
    }

    /** How many of at most k begin. */
    public int first(int k) {
        return confidence == 1 ? k : Math.min(k, FIRST);
    }

    /**
     * How many more are to compete.
     *
     * @param agreement of those that have competed; NaN if there is none
     * @param begun how many have begun
     * @param left how many more there may be
     */
    public int more(double agreement, int begun, int left) {
        boolean enough = Double.isNaN(agreement) ? begun >= WITHOUT_ANSWERS : confidence < 1 && agreement >= confidence;
        return enough ? 0 : Math.min(left, Math.max(FEWEST_MORE, begun / 2));
    }
}
