package io.github.metastone4j.evaluation;

import io.github.metastone4j.effort.Economy;
import io.github.metastone4j.evaluation.SpentEffort.Spent;
import io.github.metastone4j.selection.Candidate;
import io.github.metastone4j.selection.Selector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What it gives to stop early, measured on samples that are there: for each problem, trajectories begin in the order of
 * {@value #ORDERS} random ones.
 *
 * @param selector that chooses
 * @param economy that is allowed, both numbers known
 * @param trajectories that began, on average
 * @param tokens of them, as a share of those of all samples
 * @param accuracy in [0, 1]
 * @param difference accuracy minus that with all samples, paired by problem
 */
public record AdaptiveEffort(
        Selector selector,
        Economy economy,
        double trajectories,
        double tokens,
        Estimate accuracy,
        Estimate difference) {

    private static final int ORDERS = 20;

    /** Those that are reported: how much each is worth shows in the steps between them. */
    private static final List<Double> CONFIDENCES = List.of(0.7, 0.8, 0.9, 0.95, 0.99);

    /** The chance below which a trajectory is given up: never, and where little is lost. */
    private static final List<Double> PRUNINGS = List.of(0.0, 0.02);

    private static final List<Selector> SELECTORS =
            List.of(Selector.WEIGHTED_MAJORITY, Selector.MAJORITY, Selector.BEST_SCORE);

    /** Every economy that is reported with every selector. */
    static List<AdaptiveEffort> all(List<SubsetAccuracy> problems, Bootstrap bootstrap, long seed) {
        boolean steps = problems.stream().allMatch(SubsetAccuracy::tellsWhereStepsEnd);
        List<AdaptiveEffort> all = new ArrayList<>();
        for (Selector selector : SELECTORS) {
            for (double pruning : steps ? PRUNINGS : List.of(0.0)) {
                for (double confidence : CONFIDENCES) {
                    all.add(of(problems, selector, new Economy(confidence, pruning), bootstrap, seed));
                }
            }
        }
        return all;
    }

    static AdaptiveEffort of(
            List<SubsetAccuracy> problems, Selector selector, Economy economy, Bootstrap bootstrap, long seed) {
        var accuracy = new double[problems.size()];
        var difference = new double[problems.size()];
        double trajectories = 0;
        double tokens = 0;
        double allTokens = 0;
        var random = new Random(seed);
        for (int problem = 0; problem < accuracy.length; problem++) {
            SubsetAccuracy one = problems.get(problem);
            List<Candidate> order = new ArrayList<>(one.candidates());
            for (int i = 0; i < ORDERS; i++) {
                Collections.shuffle(order, random);
                Spent spent = SpentEffort.of(one, order, selector, economy);
                accuracy[problem] += one.isCorrect(spent.winner()) ? 1.0 / ORDERS : 0;
                trajectories += spent.trajectories() / (double) ORDERS;
                tokens += spent.tokens() / (double) ORDERS;
            }
            allTokens += order.stream().mapToInt(Candidate::tokens).sum();
            int best = SpentEffort.of(one, one.candidates(), selector, Economy.NONE)
                    .winner();
            difference[problem] = accuracy[problem] - (one.isCorrect(best) ? 1 : 0);
        }
        return new AdaptiveEffort(
                selector,
                economy,
                trajectories / accuracy.length,
                tokens / allTokens,
                bootstrap.mean(accuracy),
                bootstrap.mean(difference));
    }
}
