package io.github.metastone4j.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** An evaluation as a drawing: accuracy against k on a logarithmic axis, one line per strategy, the bounds dashed. */
final class EffortPlot {

    private static final Map<Strategy, String> COLOURS = Map.of(
            Strategy.BEST_SCORE, "#e0663c",
            Strategy.MAJORITY, "#3f8fd6",
            Strategy.WEIGHTED_MAJORITY, "#2aa198",
            Strategy.LOG_PROBABILITY, "#9b72cf",
            Strategy.SHORTEST, "#b58b2a");

    private EffortPlot() {}

    static String svg(Evaluation evaluation) {
        return new LineChart(
                        "Accuracy against the number of trajectories",
                        false,
                        efforts(evaluation),
                        accuracies(evaluation),
                        Arrays.stream(Strategy.values())
                                .map(strategy -> line(evaluation, strategy))
                                .toList())
                .svg();
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

    /** Whole tens of percent around the data, and never an empty range. */
    private static LineChart.Axis accuracies(Evaluation evaluation) {
        double[] values = evaluation.accuracy().values().stream()
                .flatMap(byEffort -> byEffort.values().stream())
                .mapToDouble(Estimate::value)
                .sorted()
                .toArray();
        double lowest = Math.min(0.9, Math.floor(values[0] * 10) / 10);
        double highest = Math.max(lowest + 0.1, Math.ceil(values[values.length - 1] * 10) / 10);
        List<LineChart.Tick> ticks = new ArrayList<>();
        long tenths = Math.round((highest - lowest) * 10);
        for (int tenth = 0; tenth <= tenths; tenth++) {
            double accuracy = lowest + tenth / 10.0;
            ticks.add(new LineChart.Tick(accuracy, Math.round(100 * accuracy) + "%"));
        }
        return new LineChart.Axis("accuracy", accuracy -> (accuracy - lowest) / (highest - lowest), ticks);
    }

    private static LineChart.Series line(Evaluation evaluation, Strategy strategy) {
        return new LineChart.Series(
                name(strategy),
                COLOURS.getOrDefault(strategy, LineChart.NEUTRAL),
                strategy == Strategy.BEST_SCORE ? 3 : 1.8,
                !COLOURS.containsKey(strategy),
                List.of(evaluation.efforts().stream()
                        .map(k -> LineChart.Point.of(
                                k, evaluation.accuracy(strategy, k).value()))
                        .toList()));
    }

    private static String name(Strategy strategy) {
        return switch (strategy) {
            case RANDOM -> "random (pass@1)";
            case ORACLE -> "oracle (pass@k)";
            default -> strategy.toString();
        };
    }
}
