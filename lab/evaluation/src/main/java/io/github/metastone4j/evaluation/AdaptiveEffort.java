package io.github.metastone4j.evaluation;

import io.github.metastone4j.effort.Economy;
import io.github.metastone4j.evaluation.SpentEffort.Spent;
import io.github.metastone4j.selection.Candidate;
import io.github.metastone4j.selection.Selector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What it gives to stop early, measured on samples that are there: for each problem, trajectories begin in the order of
 * {@value #ORDERS} random ones.
 *
 * @param selector that chooses
 * @param economy that is allowed, both numbers known
 * @param trajectories that began, on average
 * @param tokens of them, who all write their answers, as a share of what the selector takes with all samples
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
    static List<AdaptiveEffort> all(List<SubsetAccuracy> problems, Bootstrap bootstrap) {
        return SELECTORS.stream()
                .flatMap(selector -> grid(problems, selector, CONFIDENCES, PRUNINGS, bootstrap).stream())
                .toList();
    }

    /**
     * Every economy of these numbers, by pruning and then by confidence. Where it is not known when steps end, nothing can be
     * pruned, and only prunings of 0 are tried.
     *
     * @param confidences ascending, less than 1
     */
    static List<AdaptiveEffort> grid(
            List<SubsetAccuracy> problems,
            Selector selector,
            List<Double> confidences,
            List<Double> prunings,
            Bootstrap bootstrap) {
        long allTokens = problems.stream()
                .mapToLong(problem -> problem.tokensOfAll(selector))
                .sum();
        boolean steps = problems.stream().allMatch(SubsetAccuracy::tellsWhereStepsEnd);
        List<AdaptiveEffort> grid = new ArrayList<>();
        for (double pruning : prunings) {
            if (pruning == 0 || steps) {
                grid.addAll(of(problems, selector, pruning, confidences, allTokens, bootstrap));
            }
        }
        return grid;
    }

    private static List<AdaptiveEffort> of(
            List<SubsetAccuracy> problems,
            Selector selector,
            double pruning,
            List<Double> confidences,
            long allTokens,
            Bootstrap bootstrap) {
        // Problems have seeds of their own, so that it is the same on any number of threads.
        List<List<Mean>> means = IntStream.range(0, problems.size())
                .parallel()
                .mapToObj(problem -> means(problems.get(problem), selector, pruning, confidences))
                .toList();
        List<AdaptiveEffort> efforts = new ArrayList<>();
        for (int place = 0; place < confidences.size(); place++) {
            int confidence = place;
            List<Mean> each = means.stream().map(one -> one.get(confidence)).toList();
            efforts.add(new AdaptiveEffort(
                    selector,
                    new Economy(confidences.get(place), pruning),
                    sum(each, Mean::trajectories) / each.size(),
                    sum(each, Mean::tokens) / allTokens,
                    bootstrap.mean(each.stream().mapToDouble(Mean::right).toArray()),
                    bootstrap.mean(each.stream()
                            .mapToDouble(one -> one.right() - one.rightWithAll())
                            .toArray())));
        }
        return efforts;
    }

    private static double sum(List<Mean> means, ToDoubleFunction<Mean> number) {
        return means.stream().mapToDouble(number).sum();
    }

    /** Of all orders of one problem. */
    private record Mean(double right, double rightWithAll, double trajectories, double tokens) {}

    /** One for each confidence. The less sure stop at an earlier wave of the most sure. */
    private static List<Mean> means(
            SubsetAccuracy problem, Selector selector, double pruning, List<Double> confidences) {
        var most = new Economy(confidences.get(confidences.size() - 1), pruning);
        List<Candidate> order = new ArrayList<>(problem.candidates());
        int k = order.size();
        double rightWithAll = problem.isCorrect(problem.winner(selector)) ? 1 : 0;
        var random = new Random(problem.seed());
        List<List<Spent>> runs = new ArrayList<>();
        for (int i = 0; i < ORDERS; i++) {
            Collections.shuffle(order, random);
            runs.add(SpentEffort.waves(problem, order, selector, most));
        }
        return confidences.stream()
                .map(confidence -> {
                    List<Spent> ends = runs.stream()
                            .map(waves -> SpentEffort.until(waves, confidence, k))
                            .toList();
                    return new Mean(
                            mean(ends, one -> problem.isCorrect(one.winner()) ? 1 : 0),
                            rightWithAll,
                            mean(ends, Spent::trajectories),
                            mean(ends, Spent::tokens));
                })
                .toList();
    }

    private static double mean(List<Spent> ends, ToDoubleFunction<Spent> number) {
        return ends.stream().mapToDouble(number).sum() / ends.size();
    }
}
