package io.github.metastone4j.selection;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The rule by which one of k trajectories is chosen to answer.
 *
 * <p>A rule that lacks what it needs hands over to another, and the {@link Selection} says so:
 *
 * <ul>
 *   <li>no trajectory has an answer: votes hand over to {@link #BEST_SCORE};
 *   <li>no trajectory has a scored step: {@link #BEST_SCORE} and {@link #WEIGHTED_MAJORITY} hand over to {@link #MAJORITY};
 *   <li>neither: to {@link #LOG_PROBABILITY}.
 * </ul>
 *
 * <p>Where only some trajectories lack a step, they score 0.0, as in the published code; where only some lack an answer,
 * they have no vote. Ties go to the first.
 */
public enum Selector {
    /** The trajectory with the highest aggregated step score: the method itself (MetaStone-S1, arXiv 2507.01951). */
    BEST_SCORE(false, true),
    /** The answer that most trajectories give (self-consistency), represented by its best-scored trajectory. */
    MAJORITY(true, false),
    /** The answer whose trajectories' scores sum highest, represented by the best-scored of them. */
    WEIGHTED_MAJORITY(true, true),
    /** The first trajectory, whatever it says: one sample, the baseline. */
    FIRST(false, false),
    /** The trajectory with the highest sum of token log-probabilities. It favours the short. */
    LOG_PROBABILITY(false, false),
    /** The trajectory with the fewest tokens. */
    SHORTEST(false, false);

    private final boolean needsAnswers;
    private final boolean needsScores;

    Selector(boolean needsAnswers, boolean needsScores) {
        this.needsAnswers = needsAnswers;
        this.needsScores = needsScores;
    }

    /** Whether it compares final answers, so that somebody has to extract them. */
    public boolean needsAnswers() {
        return needsAnswers;
    }

    /** Whether it compares scores, so that a score head is of use. */
    public boolean needsScores() {
        return needsScores;
    }

    /**
     * Chooses one of the candidates.
     *
     * @throws IllegalArgumentException if there are none
     */
    public Selection select(List<Candidate> candidates, Aggregator aggregator) {
        return new Contest(candidates, aggregator).decide(this);
    }

    /**
     * Reads a selector as people write it: {@code best-score}, {@code Weighted Majority}, {@code LOG_PROBABILITY}.
     *
     * @throws IllegalArgumentException if nothing is known by that name
     */
    public static Selector parse(String text) {
        String name = text.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s_]", "-");
        return Arrays.stream(values())
                .filter(one -> one.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown selector '" + text + "'; choose one of "
                        + Arrays.stream(values()).map(Selector::toString).collect(Collectors.joining(", "))));
    }

    /** The spelling for settings and reports, for example {@code best-score}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
