package io.github.metastone4j.evaluation;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** An evaluation as a drawing: accuracy against k on a logarithmic axis, one line per strategy, the bounds dashed. */
final class EffortPlot {

    private static final Map<Strategy, String> COLOURS = Map.of(
            Strategy.BEST_SCORE, "#e0663c",
            Strategy.LAST_STEP, "#c95d8f",
            Strategy.MAJORITY, "#3f8fd6",
            Strategy.WEIGHTED_MAJORITY, "#2aa198",
            Strategy.LOG_PROBABILITY, "#9b72cf",
            Strategy.SHORTEST, "#b58b2a");

    private static final double CLOSE = 0.25;

    private EffortPlot() {}

    static Plot of(Evaluation evaluation) {
        return new LineChart(
                "Accuracy against the number of trajectories",
                false,
                efforts(evaluation),
                accuracies(evaluation),
                Arrays.stream(Strategy.values())
                        .map(strategy -> line(evaluation, strategy))
                        .toList());
    }

    private static LineChart.Axis efforts(Evaluation evaluation) {
        int most = evaluation.samplesPerProblem();
        // One trajectory lies a little inside, away from the accuracies.
        double first = 0.02;
        return new LineChart.Axis(
                "trajectories k",
                k -> most == 1 ? 1 : first + (1 - first) * Math.log(k) / Math.log(most),
                evaluation.efforts().stream()
                        .map(k -> new LineChart.Tick(k, Integer.toString(k)))
                        .toList());
    }

    private static LineChart.Axis accuracies(Evaluation evaluation) {
        return accuracies(evaluation.accuracy().values().stream()
                .flatMap(byEffort -> byEffort.values().stream())
                .mapToDouble(Estimate::value));
    }

    /** Whole tens of percent around the data, or fives where they are close, and never an empty range. */
    static LineChart.Axis accuracies(DoubleStream accuracies) {
        DoubleSummaryStatistics range = accuracies.summaryStatistics();
        int step = range.getMax() - range.getMin() < CLOSE ? 5 : 10;
        int lowest = Math.min(100 - step, (int) Math.floor(100 * range.getMin() / step) * step);
        int highest = Math.max(lowest + step, (int) Math.ceil(100 * range.getMax() / step) * step);
        return new LineChart.Axis(
                "accuracy",
                accuracy -> (100 * accuracy - lowest) / (highest - lowest),
                IntStream.rangeClosed(0, (highest - lowest) / step)
                        .mapToObj(i -> lowest + i * step)
                        .map(percent -> new LineChart.Tick(percent / 100.0, percent + "%"))
                        .toList());
    }

    private static LineChart.Series line(Evaluation evaluation, Strategy strategy) {
        return new LineChart.Series(
                name(strategy),
                colour(strategy),
                strategy == Strategy.BEST_SCORE ? 3 : 1.8,
                !COLOURS.containsKey(strategy),
                List.of(evaluation.efforts().stream()
                        .map(k -> LineChart.Point.of(
                                k, evaluation.accuracy(strategy, k).value()))
                        .toList()));
    }

    static String colour(Strategy strategy) {
        return COLOURS.getOrDefault(strategy, LineChart.NEUTRAL);
    }

    private static String name(Strategy strategy) {
        return switch (strategy) {
            case RANDOM -> "random (pass@1)";
            case ORACLE -> "oracle (pass@k)";
            default -> strategy.toString();
        };
    }
}
