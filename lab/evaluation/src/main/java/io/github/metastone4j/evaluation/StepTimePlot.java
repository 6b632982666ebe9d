package io.github.metastone4j.evaluation;

import io.github.metastone4j.evaluation.LineChart.Axis;
import io.github.metastone4j.evaluation.LineChart.Point;
import io.github.metastone4j.evaluation.LineChart.Series;
import io.github.metastone4j.evaluation.LineChart.Tick;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** How long a decode step takes with so many trajectories, which halve from one point to the next. */
public final class StepTimePlot {

    private static final String COLOUR = EffortPlot.colour(Strategy.BEST_SCORE);

    private StepTimePlot() {}

    /**
     * Draws as SVG.
     *
     * @param stepMillis by the number of trajectories, at least one
     */
    public static String svg(SortedMap<Integer, Double> stepMillis) {
        double widest = Math.log(Math.max(2, stepMillis.lastKey()));
        double slowest = stepMillis.values().stream()
                .mapToDouble(Double::doubleValue)
                .max()
                .orElseThrow();
        List<Point> points = new ArrayList<>();
        List<Tick> numbers = new ArrayList<>();
        for (Map.Entry<Integer, Double> one : stepMillis.entrySet()) {
            points.add(Point.of(one.getKey(), one.getValue()));
            numbers.add(new Tick(one.getKey(), String.valueOf(one.getKey())));
        }
        return new LineChart(
                        "Time of a decode step against the trajectories that are left",
                        false,
                        new Axis("trajectories that are left", k -> Math.log(k) / widest, numbers),
                        MetricPlot.linear("ms per step", new double[] {0, slowest}),
                        List.of(new Series("step", COLOUR, 2.5, false, List.of(points))))
                .svg();
    }
}
