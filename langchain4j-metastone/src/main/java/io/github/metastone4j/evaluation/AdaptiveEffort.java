package io.github.metastone4j.evaluation;

import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Candidate;
import io.github.metastone4j.selection.Selection;
import io.github.metastone4j.selection.Selector;
import io.github.metastone4j.selection.StoppingRule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What it gives to stop sampling once the choice is sure enough, measured on samples that are there: for each problem, trajectories
 * begin in the order of {@value #ORDERS} random ones.
 *
 * @param selector that chooses
 * @param confidence at which no more are sampled
 * @param trajectories that were sampled, on average
 * @param tokens of them, as a share of those of all samples
 * @param accuracy in [0, 1]
 * @param difference accuracy minus that with all samples, paired by problem
 */
public record AdaptiveEffort(
        Selector selector,
        double confidence,
        double trajectories,
        double tokens,
        Estimate accuracy,
        Estimate difference) {

    private static final int ORDERS = 20;

    /** Those that are reported: how much each is worth shows in the steps between them. */
    private static final List<Double> CONFIDENCES = List.of(0.8, 0.9, 0.95, 0.99);

    private static final List<Selector> SELECTORS =
            List.of(Selector.WEIGHTED_MAJORITY, Selector.MAJORITY, Selector.BEST_SCORE);

    /** Every confidence with every selector. */
    static List<AdaptiveEffort> all(List<SubsetAccuracy> problems, Bootstrap bootstrap, long seed) {
        List<AdaptiveEffort> all = new ArrayList<>();
        for (Selector selector : SELECTORS) {
            for (double confidence : CONFIDENCES) {
                all.add(of(problems, selector, new StoppingRule(confidence), bootstrap, seed));
            }
        }
        return all;
    }

    private static AdaptiveEffort of(
            List<SubsetAccuracy> problems, Selector selector, StoppingRule rule, Bootstrap bootstrap, long seed) {
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
                Sampled sampled = sample(order, selector, rule);
                accuracy[problem] += one.isCorrect(sampled.winner()) ? 1.0 / ORDERS : 0;
                trajectories += sampled.count() / (double) ORDERS;
                tokens += tokens(order.subList(0, sampled.count())) / (double) ORDERS;
            }
            allTokens += tokens(order);
            difference[problem] = accuracy[problem]
                    - (one.isCorrect(select(one.candidates(), selector).index()) ? 1 : 0);
        }
        return new AdaptiveEffort(
                selector,
                rule.confidence(),
                trajectories / accuracy.length,
                tokens / allTokens,
                bootstrap.mean(accuracy),
                bootstrap.mean(difference));
    }

    /** As many as the rule wants, and who wins among them. */
    private static Sampled sample(List<Candidate> order, Selector selector, StoppingRule rule) {
        int count = rule.first(order.size());
        while (true) {
            List<Candidate> some = order.subList(0, count);
            Selection selection = select(some, selector);
            int left = order.size() - count;
            int more = left == 0 ? 0 : rule.more(some, selection, left);
            if (more == 0) {
                return new Sampled(count, selection.index());
            }
            count += more;
        }
    }

    /** Steps of these candidates are aggregated already. */
    private static Selection select(List<Candidate> candidates, Selector selector) {
        return selector.select(candidates, Aggregator.LAST);
    }

    private static int tokens(List<Candidate> candidates) {
        return candidates.stream().mapToInt(Candidate::tokens).sum();
    }

    private record Sampled(int count, int winner) {}
}
