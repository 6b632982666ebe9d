package io.github.metastone4j.selection;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How sure it is, from the trajectories that there are, which answer more of them would elect.
 *
 * <p>Of the votes for the answer chosen and for its strongest rival, the share p of the first has a Beta posterior with a flat
 * prior. The agreement is the chance that p exceeds one half (Adaptive-Consistency, arXiv 2305.11860, section 3): 0.97 for four
 * votes of four, 0.81 for three of four, one half for a tie.
 */
public final class Agreement {

    private Agreement() {}

    /**
     * The chance, in (0, 1), that the answer of the chosen trajectory stays ahead; NaN if that one gives no answer, of which
     * nothing can be said.
     */
    public static double of(List<Candidate> candidates, Selection selection) {
        Map<String, Integer> votes = new HashMap<>();
        String chosen = null;
        for (Candidate candidate : candidates) {
            String answer = candidate.answer();
            if (answer != null) {
                votes.merge(answer, 1, Integer::sum);
                chosen = candidate.index() == selection.index() ? answer : chosen;
            }
        }
        if (chosen == null) {
            return Double.NaN;
        }
        int own = Objects.requireNonNull(votes.remove(chosen));
        int rival = votes.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        return ahead(own, rival);
    }

    /** P(p > 1/2) for p of Beta(own + 1, rival + 1): for whole numbers a binomial sum, the chance of at most {@code own} in n + 1. */
    static double ahead(int own, int rival) {
        int tosses = own + rival + 1;
        double chance = Math.pow(0.5, tosses); // of no head
        double sum = 0;
        for (int heads = 0; heads <= own; heads++) {
            sum += chance;
            chance *= (double) (tosses - heads) / (heads + 1);
        }
        return sum;
    }
}
