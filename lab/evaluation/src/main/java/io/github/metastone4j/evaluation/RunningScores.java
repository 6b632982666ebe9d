package io.github.metastone4j.evaluation;

import io.github.metastone4j.selection.Aggregator;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How early right and wrong trajectories part: the mean score a trajectory has when a tenth, two tenths, ... and all of its steps
 * are written. At a fraction f of N steps that is the aggregate of the first ceil(f N).
 *
 * @param right the ten means over all right samples that have a step, each in [0, 1]; empty if there is none
 * @param wrong the same over all wrong ones
 */
public record RunningScores(List<Double> right, List<Double> wrong) {

    private static final int POINTS = 10;

    /** Copies both. */
    public RunningScores {
        right = List.copyOf(right);
        wrong = List.copyOf(wrong);
    }

    static RunningScores of(List<ProblemResult> results, Aggregator aggregator) {
        return new RunningScores(means(results, aggregator, true), means(results, aggregator, false));
    }

    private static List<Double> means(List<ProblemResult> results, Aggregator aggregator, boolean right) {
        List<double[]> curves = results.stream()
                .flatMap(result -> result.samples().stream())
                .filter(sample ->
                        sample.correct() == right && !sample.stepScores().isEmpty())
                .map(sample -> curve(sample.stepScores(), aggregator))
                .toList();
        if (curves.isEmpty()) {
            return List.of();
        }
        return IntStream.range(0, POINTS)
                .mapToObj(point -> curves.stream()
                        .mapToDouble(curve -> curve[point])
                        .average()
                        .orElseThrow())
                .toList();
    }

    private static double[] curve(List<Double> scores, Aggregator aggregator) {
        double[] curve = new double[POINTS];
        Arrays.setAll(
                curve, point -> aggregator.aggregate(scores.subList(0, ((point + 1) * scores.size() + 9) / POINTS)));
        return curve;
    }
}
