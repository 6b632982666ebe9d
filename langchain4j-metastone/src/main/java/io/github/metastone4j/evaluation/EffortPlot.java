package io.github.metastone4j.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An evaluation as a drawing: accuracy against k on a logarithmic axis, one labelled line per strategy, the bounds dashed.
 *
 * <p>The ground is transparent and the colours are of middling lightness, so that it reads on a light page and a dark one.
 */
final class EffortPlot {

    private static final int WIDTH = 760;
    private static final int HEIGHT = 420;
    private static final int LEFT = 56;
    private static final int RIGHT = WIDTH - 170;
    private static final int TOP = 24;
    private static final int BOTTOM = HEIGHT - 56;
    private static final int LABEL_HEIGHT = 17;

    private static final Map<Strategy, String> COLOURS = Map.of(
            Strategy.BEST_SCORE, "#e0663c",
            Strategy.MAJORITY, "#3f8fd6",
            Strategy.WEIGHTED_MAJORITY, "#2aa198",
            Strategy.LOG_PROBABILITY, "#9b72cf",
            Strategy.SHORTEST, "#b58b2a");
    private static final String NEUTRAL = "#808790";

    private final Evaluation evaluation;
    private final double lowest;
    private final double highest;
    private final StringBuilder svg = new StringBuilder();

    private EffortPlot(Evaluation evaluation) {
        this.evaluation = evaluation;
        double[] values = evaluation.accuracy().values().stream()
                .flatMap(byEffort -> byEffort.values().stream())
                .mapToDouble(Estimate::value)
                .sorted()
                .toArray();
        // Whole tens of percent around the data, and never an empty range.
        this.lowest = Math.min(0.9, Math.floor(values[0] * 10) / 10);
        this.highest = Math.max(lowest + 0.1, Math.ceil(values[values.length - 1] * 10) / 10);
    }

    static String svg(Evaluation evaluation) {
        return new EffortPlot(evaluation).draw();
    }

    private String draw() {
        add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\"", WIDTH, HEIGHT);
        add(" font-family=\"system-ui, sans-serif\" font-size=\"13\" fill=\"%s\">\n", NEUTRAL);
        add("<title>Accuracy against the number of trajectories</title>\n");
        axes();
        for (Strategy strategy : Strategy.values()) {
            line(strategy);
        }
        labels();
        return svg.append("</svg>\n").toString();
    }

    private void axes() {
        int tenths = (int) Math.round((highest - lowest) * 10);
        for (int tenth = 0; tenth <= tenths; tenth++) {
            double accuracy = lowest + tenth / 10.0;
            double y = y(accuracy);
            add("<path d=\"M%d %.1fH%d\" stroke=\"%s\" stroke-opacity=\"0.25\"/>\n", LEFT, y, RIGHT, NEUTRAL);
            add("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.0f%%</text>\n", LEFT - 8, y + 4, 100 * accuracy);
        }
        for (int k : evaluation.efforts()) {
            add("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>\n", x(k), BOTTOM + 20, k);
        }
        add("<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">trajectories k</text>\n", (LEFT + RIGHT) / 2, BOTTOM + 42);
    }

    private void line(Strategy strategy) {
        String colour = COLOURS.getOrDefault(strategy, NEUTRAL);
        StringBuilder path = new StringBuilder();
        for (int k : evaluation.efforts()) {
            double y = y(evaluation.accuracy(strategy, k).value());
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.length() == 0 ? "M" : "L", x(k), y));
            add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>\n", x(k), y, colour);
        }
        add(
                "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\"%s/>\n",
                path,
                colour,
                strategy == Strategy.BEST_SCORE ? "3" : "1.8",
                COLOURS.containsKey(strategy) ? "" : " stroke-dasharray=\"5 4\"");
    }

    /** Names at the ends of the lines, from the top, each pushed below the one before, and back up from the bottom. */
    private void labels() {
        int k = evaluation.samplesPerProblem();
        List<Strategy> fromTop = new ArrayList<>(List.of(Strategy.values()));
        fromTop.sort(Comparator.comparingDouble(strategy -> end(strategy, k)));
        double[] ys = new double[fromTop.size()];
        for (int i = 0; i < ys.length; i++) {
            ys[i] = Math.max(end(fromTop.get(i), k), i == 0 ? TOP : ys[i - 1] + LABEL_HEIGHT);
        }
        for (int i = ys.length - 1; i >= 0; i--) {
            ys[i] = Math.min(ys[i], i == ys.length - 1 ? BOTTOM : ys[i + 1] - LABEL_HEIGHT);
        }
        for (int i = 0; i < ys.length; i++) {
            Strategy strategy = fromTop.get(i);
            String colour = COLOURS.getOrDefault(strategy, NEUTRAL);
            add("<text x=\"%d\" y=\"%.1f\" fill=\"%s\">%s</text>\n", RIGHT + 12, ys[i] + 4, colour, name(strategy));
        }
    }

    private static String name(Strategy strategy) {
        return switch (strategy) {
            case RANDOM -> "random (pass@1)";
            case ORACLE -> "oracle (pass@k)";
            default -> strategy.toString();
        };
    }

    private double end(Strategy strategy, int k) {
        return y(evaluation.accuracy(strategy, k).value());
    }

    private double x(int k) {
        int most = evaluation.samplesPerProblem();
        return most == 1 ? RIGHT : LEFT + 10 + (RIGHT - LEFT - 10) * Math.log(k) / Math.log(most);
    }

    private double y(double accuracy) {
        return BOTTOM - (BOTTOM - TOP) * (accuracy - lowest) / (highest - lowest);
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
