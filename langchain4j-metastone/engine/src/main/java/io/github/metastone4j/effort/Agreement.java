package io.github.metastone4j.effort;

import io.github.metastone4j.selection.Candidate;
import io.github.metastone4j.selection.Score;
import io.github.metastone4j.selection.Selection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How sure it is, from the trajectories that there are, that all k would elect the same answer.
 *
 * <p>A trajectory has a vote; where the selector reads scores, one that weighs its score over the highest. Of the votes for the
 * answer chosen and for its strongest rival, the share of the first has a Beta posterior with a flat prior
 * (Adaptive-Consistency, arXiv 2305.11860, section 3). Of the trajectories that may follow, as large a part goes to these two
 * as of those that are there. The agreement is the chance that the answer chosen is ahead then; a tie counts one half.
 */
public final class Agreement {

    private Agreement() {}

    /**
     * The chance, in [0, 1]; NaN if the chosen trajectory gives no answer, of which nothing can be said.
     *
     * @param left how many trajectories may follow, at least 0
     */
    public static double of(List<Candidate> candidates, Selection selection, int left) {
        Map<Integer, Double> weights = weights(candidates, selection);
        Map<String, Double> votes = new HashMap<>();
        String chosen = null;
        int answers = 0;
        for (Candidate candidate : candidates) {
            String answer = candidate.answer();
            if (answer != null) {
                votes.merge(answer, weights.get(candidate.index()), Double::sum);
                chosen = candidate.index() == selection.index() ? answer : chosen;
                answers++;
            }
        }
        if (chosen == null) {
            return Double.NaN;
        }
        double own = Objects.requireNonNull(votes.remove(chosen));
        double rival =
                votes.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
        return staysAhead(own, rival, (int) Math.round(left * (own + rival) / answers));
    }

    /** Weights in [0, 1] by the index of a candidate; the highest is 1. */
    private static Map<Integer, Double> weights(List<Candidate> candidates, Selection selection) {
        boolean scored = selection.selector().needsScores();
        double highest =
                selection.scores().stream().mapToDouble(Score::value).max().orElse(0);
        Map<Integer, Double> weights = new HashMap<>();
        for (int place = 0; place < candidates.size(); place++) {
            double score = selection.scores().get(place).value();
            weights.put(candidates.get(place).index(), scored && highest > 0 ? score / highest : 1);
        }
        return weights;
    }

    /**
     * The chance that own + x exceeds rival + n - x, for x of a beta-binomial with n trials and parameters own + 1 and
     * rival + 1, a tie counting one half. Each probability is made from the one before: P(0) is a product of quotients, and
     * P(x + 1) / P(x) one of two.
     */
    static double staysAhead(double own, double rival, int trials) {
        double a = own + 1;
        double b = rival + 1;
        double chance = 1;
        for (int i = 0; i < trials; i++) {
            chance *= (b + i) / (a + b + i);
        }
        double sum = 0;
        for (int x = 0; x <= trials; x++) {
            double lead = own + x - (rival + trials - x);
            sum += Math.abs(lead) < 1e-9 ? chance / 2 : lead > 0 ? chance : 0;
            chance *= (double) (trials - x) / (x + 1) * (a + x) / (b + trials - x - 1);
        }
        return Math.min(1, sum);
    }
}
