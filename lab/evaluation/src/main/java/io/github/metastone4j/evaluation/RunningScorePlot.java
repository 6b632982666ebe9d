package io.github.metastone4j.evaluation;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The mean scores of right and of wrong trajectories while their steps are written. */
final class RunningScorePlot {

    private static final String RIGHT = "#2aa198";
    private static final String WRONG = "#e0663c";

    private RunningScorePlot() {}

    static Plot of(RunningScores scores) {
        double[] values = Stream.concat(scores.right().stream(), scores.wrong().stream())
                .mapToDouble(score -> 10 * score)
                .sorted()
                .toArray();
        int lowest = (int) Math.min(9, Math.floor(values[0]));
        int highest = (int) Math.max(lowest + 1, Math.ceil(values[values.length - 1]));
        return new LineChart(
                "Mean score against the share of steps written",
                false,
                ReliabilityPlot.tenths("steps written", 1, 10),
                ReliabilityPlot.tenths("mean score", lowest, highest),
                List.of(line("right", RIGHT, scores.right()), line("wrong", WRONG, scores.wrong())));
    }

    private static LineChart.Series line(String name, String colour, List<Double> scores) {
        return new LineChart.Series(
                name,
                colour,
                2.5,
                false,
                List.of(IntStream.range(0, scores.size())
                        .mapToObj(point -> LineChart.Point.of((point + 1) / 10.0, scores.get(point)))
                        .toList()));
    }
}
