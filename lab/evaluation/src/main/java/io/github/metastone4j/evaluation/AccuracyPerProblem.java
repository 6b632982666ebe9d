package io.github.metastone4j.evaluation;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** The expected accuracy of every strategy at every k on every problem: what all means and differences are taken of. */
final class AccuracyPerProblem {

    private final List<Integer> efforts;
    private final Map<Strategy, SortedMap<Integer, double[]>> values = new EnumMap<>(Strategy.class);

    AccuracyPerProblem(List<SubsetAccuracy> problems, List<Integer> efforts) {
        this.efforts = efforts;
        for (Strategy strategy : Strategy.values()) {
            SortedMap<Integer, double[]> byEffort = new TreeMap<>();
            for (int k : efforts) {
                byEffort.put(
                        k,
                        problems.parallelStream()
                                .mapToDouble(problem -> problem.of(strategy, k))
                                .toArray());
            }
            values.put(strategy, byEffort);
        }
    }

    /** Means over the problems whose position is accepted. */
    Map<Strategy, SortedMap<Integer, Estimate>> means(IntPredicate accepted, Bootstrap bootstrap) {
        Map<Strategy, SortedMap<Integer, Estimate>> means = new EnumMap<>(Strategy.class);
        values.forEach((strategy, byEffort) -> {
            SortedMap<Integer, Estimate> estimates = new TreeMap<>();
            byEffort.forEach((k, all) -> estimates.put(
                    k,
                    bootstrap.mean(IntStream.range(0, all.length)
                            .filter(accepted)
                            .mapToDouble(problem -> all[problem])
                            .toArray())));
            means.put(strategy, Collections.unmodifiableSortedMap(estimates));
        });
        return Collections.unmodifiableMap(means);
    }

    /** By k, how much more one strategy gets right than another on the same problems. */
    SortedMap<Integer, Estimate> difference(Strategy strategy, Strategy baseline, Bootstrap bootstrap) {
        SortedMap<Integer, Estimate> differences = new TreeMap<>();
        efforts.forEach(k -> differences.put(k, difference(strategy, baseline, k, bootstrap)));
        return Collections.unmodifiableSortedMap(differences);
    }

    private Estimate difference(Strategy strategy, Strategy baseline, int k, Bootstrap bootstrap) {
        double[] ours = Evaluation.at(values, strategy, k);
        double[] theirs = Evaluation.at(values, baseline, k);
        return bootstrap.mean(IntStream.range(0, ours.length)
                .mapToDouble(problem -> ours[problem] - theirs[problem])
                .toArray());
    }

    /** Who is right most often at the largest k. */
    Leader leader(Bootstrap bootstrap) {
        int most = efforts.get(efforts.size() - 1);
        Strategy best = best(Strategy.selectors(), most);
        Strategy other = best != Strategy.BEST_SCORE
                ? Strategy.BEST_SCORE
                : best(Strategy.selectors().stream().filter(one -> one != best).toList(), most);
        return new Leader(best, other, difference(best, other, most, bootstrap));
    }

    private Strategy best(List<Strategy> strategies, int k) {
        Strategy best = strategies.get(0);
        for (Strategy one : strategies) {
            best = sum(one, k) > sum(best, k) ? one : best;
        }
        return best;
    }

    private double sum(Strategy strategy, int k) {
        return Arrays.stream(Evaluation.at(values, strategy, k)).sum();
    }
}
