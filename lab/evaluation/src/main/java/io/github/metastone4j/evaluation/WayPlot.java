package io.github.metastone4j.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/** A comparison as a drawing: accuracy against tokens on a logarithmic axis, a line for each family. */
final class WayPlot {

    /** In the order in which families come; the baseline's stands out. */
    private static final List<String> COLOURS = List.of("#3f8fd6", "#2aa198", "#9b72cf", "#b58b2a", "#c25a8c");

    private static final String BASELINE = "#e0663c";

    private WayPlot() {}

    static String svg(WayComparison comparison) {
        return new LineChart(
                        "Accuracy against tokens",
                        false,
                        tokens(comparison),
                        accuracies(comparison),
                        series(comparison))
                .svg();
    }

    private static List<LineChart.Series> series(WayComparison comparison) {
        List<String> families = comparison.lines().stream()
                .map(WayComparison.Line::family)
                .distinct()
                .toList();
        List<LineChart.Series> series = new ArrayList<>();
        for (String family : families) {
            boolean baseline = family.equals(comparison.baseline());
            String colour = baseline ? BASELINE : COLOURS.get(series.size() % COLOURS.size());
            List<LineChart.Point> points = comparison.lines().stream()
                    .filter(line -> line.family().equals(family))
                    .map(line ->
                            LineChart.Point.of(line.tokens(), line.accuracy().value()))
                    .sorted((one, other) -> Double.compare(one.x(), other.x()))
                    .toList();
            series.add(new LineChart.Series(family, colour, baseline ? 3 : 1.8, false, List.of(points)));
        }
        return series;
    }

    /** From the fewest to the most, marked where tokens double. */
    private static LineChart.Axis tokens(WayComparison comparison) {
        double[] all = comparison.lines().stream()
                .mapToDouble(WayComparison.Line::tokens)
                .sorted()
                .toArray();
        double fewest = Math.log(all[0]);
        double range = Math.max(1e-9, Math.log(all[all.length - 1]) - fewest);
        DoubleUnaryOperator place = tokens -> 0.02 + 0.98 * (Math.log(tokens) - fewest) / range;
        List<LineChart.Tick> ticks = new ArrayList<>();
        for (double tokens = all[0]; tokens <= all[all.length - 1] * 1.001; tokens *= 2) {
            ticks.add(new LineChart.Tick(tokens, String.format(Locale.ROOT, "%,.0f", tokens)));
        }
        return new LineChart.Axis("tokens per problem", place, ticks);
    }

    /** Whole twentieths around the data, and never an empty range. */
    private static LineChart.Axis accuracies(WayComparison comparison) {
        double[] all = comparison.lines().stream()
                .mapToDouble(line -> line.accuracy().value())
                .sorted()
                .toArray();
        long lowest = Math.min(19, (long) Math.floor(20 * all[0]));
        long highest = Math.max(lowest + 1, (long) Math.ceil(20 * all[all.length - 1]));
        List<LineChart.Tick> ticks = new ArrayList<>();
        for (long twentieth = lowest; twentieth <= highest; twentieth++) {
            ticks.add(new LineChart.Tick(twentieth / 20.0, 5 * twentieth + "%"));
        }
        return new LineChart.Axis("accuracy", accuracy -> (20 * accuracy - lowest) / (highest - lowest), ticks);
    }
}
