package io.github.metastone4j.evaluation;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Spearman's rank correlation: Pearson's of the ranks, equal values sharing the mean of theirs. */
final class RankCorrelation {

    private RankCorrelation() {}

    /** In [-1, 1]; NaN for fewer than two pairs, or where a side has one value only. */
    static double of(double[] xs, double[] ys) {
        return pearson(ranks(xs), ranks(ys));
    }

    private static double[] ranks(double[] values) {
        List<Integer> order = IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i]))
                .toList();
        double[] ranks = new double[values.length];
        for (int from = 0; from < values.length; ) {
            int to = from;
            while (to < values.length && values[order.get(to)] == values[order.get(from)]) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[order.get(i)] = (from + to - 1) / 2.0;
            }
            from = to;
        }
        return ranks;
    }

    private static double pearson(double[] xs, double[] ys) {
        // Ranks, shared or not, have this mean.
        double mean = (xs.length - 1) / 2.0;
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < xs.length; i++) {
            xy += (xs[i] - mean) * (ys[i] - mean);
            xx += (xs[i] - mean) * (xs[i] - mean);
            yy += (ys[i] - mean) * (ys[i] - mean);
        }
        return xx == 0 || yy == 0 ? Double.NaN : xy / Math.sqrt(xx * yy);
    }
}
