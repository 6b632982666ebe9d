package io.github.metastone4j.evaluation;

import java.util.List;
import java.util.stream.IntStream;

/** The share of right samples against their score; on the dashed diagonal a score is the probability it claims to be. */
final class ReliabilityPlot {

    private ReliabilityPlot() {}

    static Plot of(Calibration calibration) {
        return new LineChart(
                "Share of right samples against their score",
                false,
                tenths("mean score", 0, 10),
                tenths("right", 0, 10),
                List.of(
                        new LineChart.Series(
                                "calibrated",
                                LineChart.NEUTRAL,
                                1.5,
                                true,
                                List.of(List.of(LineChart.Point.of(0, 0), LineChart.Point.of(1, 1)))),
                        new LineChart.Series(
                                "score",
                                EffortPlot.colour(Strategy.BEST_SCORE),
                                2.5,
                                false,
                                List.of(calibration.bins().stream()
                                        .map(bin -> LineChart.Point.of(bin.score(), bin.right()))
                                        .toList()))));
    }

    /** An axis of fractions from one tenth to another. */
    static LineChart.Axis tenths(String name, int from, int to) {
        return new LineChart.Axis(
                name,
                value -> (10 * value - from) / (to - from),
                IntStream.rangeClosed(from, to)
                        .mapToObj(tenth -> new LineChart.Tick(tenth / 10.0, 10 * tenth + "%"))
                        .toList());
    }
}
