package io.github.metastone4j.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Accuracy against what it costs, on a logarithmic axis: measured points, and dashed the law fitted through them. */
final class ComputePlot {

    private ComputePlot() {}

    static Plot of(Evaluation evaluation) {
        List<LineChart.Series> series = evaluation.laws().keySet().stream()
                .flatMap(selector -> Stream.of(points(evaluation, selector), law(evaluation, selector)))
                .toList();
        return new LineChart(
                "Accuracy against parameters times tokens",
                false,
                cost(evaluation),
                EffortPlot.accuracies(series.stream()
                        .flatMap(line -> line.runs().get(0).stream())
                        .mapToDouble(LineChart.Point::y)),
                series);
    }

    private static LineChart.Axis cost(Evaluation evaluation) {
        double first = Math.log10(cost(evaluation, 0));
        double last = Math.log10(cost(evaluation, evaluation.efforts().size() - 1));
        List<LineChart.Tick> ticks = new ArrayList<>();
        for (int power = (int) Math.floor(first); power <= last; power++) {
            for (int digit : List.of(1, 2, 5)) {
                double value = digit * Math.pow(10, power);
                if (value >= cost(evaluation, 0) && Math.log10(value) <= last) {
                    ticks.add(new LineChart.Tick(value, digit + "e" + power));
                }
            }
        }
        // One trajectory lies a little inside, away from the accuracies.
        double margin = 0.02;
        return new LineChart.Axis(
                evaluation.parameters() > 1 ? "parameters × tokens" : "tokens",
                value -> margin + (1 - margin) * (Math.log10(value) - first) / (last - first),
                ticks);
    }

    private static double cost(Evaluation evaluation, int effort) {
        return evaluation.parameterTokens(evaluation.efforts().get(effort));
    }

    private static LineChart.Series points(Evaluation evaluation, Strategy selector) {
        return new LineChart.Series(
                selector.toString(),
                EffortPlot.colour(selector),
                0,
                false,
                List.of(evaluation.efforts().stream()
                        .map(k -> LineChart.Point.of(
                                evaluation.parameterTokens(k),
                                evaluation.accuracy(selector, k).value()))
                        .toList()));
    }

    private static LineChart.Series law(Evaluation evaluation, Strategy selector) {
        ScalingLaw law = Objects.requireNonNull(evaluation.laws().get(selector));
        double from = cost(evaluation, 0);
        double to = cost(evaluation, evaluation.efforts().size() - 1);
        return new LineChart.Series(
                "",
                EffortPlot.colour(selector),
                1.5,
                true,
                List.of(List.of(LineChart.Point.of(from, law.at(from)), LineChart.Point.of(to, law.at(to)))));
    }
}
