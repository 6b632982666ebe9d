package io.github.metastone4j.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Lines over two axes as an SVG drawing, each named at its end.
 *
 * <p>The ground is transparent and the colours are of middling lightness, so that it reads on a light page and a dark one.
 */
final class LineChart {

    /** For what is not a line to look at first. */
    static final String NEUTRAL = "#808790";

    private static final int WIDTH = 760;
    private static final int HEIGHT = 420;
    private static final int BOTTOM = HEIGHT - 56;
    private static final int LABEL_HEIGHT = 17;
    private static final int NARROWEST_MARGIN = 90;
    private static final int WIDEST_MARGIN = 240;
    private static final double LETTER = 7.3;
    private static final int FEW_POINTS = 12;

    private final String title;
    private final boolean titleShown;
    private final Axis xAxis;
    private final Axis yAxis;
    private final List<Series> series;
    private final int left;
    private final int right;
    private final int top;
    private final StringBuilder svg = new StringBuilder();

    /**
     * @param name what it measures, and in which unit
     * @param place where a value lies: 0 is the beginning of the axis and 1 its end
     */
    record Axis(String name, DoubleUnaryOperator place, List<Tick> ticks) {}

    /** A value with a mark on its axis. */
    record Tick(double value, String text) {}

    /** A point; between low and high the ground is shaded. */
    record Point(double x, double y, double low, double high) {

        static Point of(double x, double y) {
            return new Point(x, y, y, y);
        }
    }

    /**
     * @param name stands at its end; empty for a line that belongs to another, and has no points of its own
     * @param width of the line in pixels; 0 draws its points alone
     * @param runs the points, from left to right; between two runs the line is interrupted
     * @param bound whether it is not a result but what results lie between
     */
    record Series(String name, String colour, double width, boolean bound, List<List<Point>> runs) {

        @Nullable
        Point last() {
            List<Point> run = runs.isEmpty() ? List.of() : runs.get(runs.size() - 1);
            return run.isEmpty() ? null : run.get(run.size() - 1);
        }
    }

    /** @param titleShown whether the title is drawn, or there only for who cannot see the drawing */
    LineChart(String title, boolean titleShown, Axis xAxis, Axis yAxis, List<Series> series) {
        this.title = title;
        this.titleShown = titleShown;
        this.xAxis = xAxis;
        this.yAxis = yAxis;
        this.series = series;
        this.left = (int) Math.max(
                56, 34 + LETTER * longest(yAxis.ticks.stream().map(Tick::text).toList()));
        double labels = 28 + LETTER * longest(series.stream().map(Series::name).toList());
        this.right = WIDTH - (int) Math.min(WIDEST_MARGIN, Math.max(NARROWEST_MARGIN, labels));
        this.top = titleShown ? 52 : 32;
    }

    String svg() {
        add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\"", WIDTH, HEIGHT);
        add(" font-family=\"system-ui, sans-serif\" font-size=\"13\" fill=\"%s\">\n", NEUTRAL);
        add("<title>%s</title>\n", escaped(title));
        if (titleShown) {
            add("<text x=\"%d\" y=\"20\" font-size=\"15\" font-weight=\"600\">%s</text>\n", left, escaped(title));
        }
        axes();
        series.forEach(this::spread);
        series.forEach(this::line);
        labels();
        return svg.append("</svg>\n").toString();
    }

    private void axes() {
        for (Tick tick : yAxis.ticks) {
            double y = y(tick.value);
            add("<path d=\"M%d %.1fH%d\" stroke=\"%s\" stroke-opacity=\"0.25\"/>\n", left, y, right, NEUTRAL);
            add("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n", left - 8, y + 4, escaped(tick.text));
        }
        add("<text x=\"%d\" y=\"%d\">%s</text>\n", left, top - 12, escaped(yAxis.name));
        for (Tick tick : xAxis.ticks) {
            double x = x(tick.value);
            add("<path d=\"M%.1f %dv5\" stroke=\"%s\" stroke-opacity=\"0.5\"/>\n", x, BOTTOM, NEUTRAL);
            add("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", x, BOTTOM + 20, escaped(tick.text));
        }
        add(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
                (left + right) / 2, BOTTOM + 42, escaped(xAxis.name));
    }

    private void spread(Series line) {
        for (List<Point> run : line.runs) {
            if (run.stream().allMatch(point -> point.low == point.high)) {
                continue;
            }
            StringBuilder path = new StringBuilder();
            run.forEach(point -> move(path, x(point.x), y(point.high)));
            for (int i = run.size() - 1; i >= 0; i--) {
                move(path, x(run.get(i).x), y(run.get(i).low));
            }
            add("<path d=\"%sZ\" fill=\"%s\" fill-opacity=\"0.18\"/>\n", path, line.colour);
        }
    }

    private void line(Series line) {
        boolean dots =
                !line.name.isEmpty() && line.runs.stream().mapToInt(List::size).sum() <= FEW_POINTS;
        for (List<Point> run : line.runs) {
            StringBuilder path = new StringBuilder();
            for (Point point : run) {
                move(path, x(point.x), y(point.y));
                if (dots || run.size() == 1) {
                    add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>\n", x(point.x), y(point.y), line.colour);
                }
            }
            if (line.width == 0) {
                continue;
            }
            add(
                    "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\" stroke-linejoin=\"round\"%s/>\n",
                    path, line.colour, line.width, line.bound ? " stroke-dasharray=\"5 4\"" : "");
        }
    }

    /** Names at the ends of the lines, from the top, each pushed below the one before, and back up from the bottom. */
    private void labels() {
        List<Series> fromTop = new ArrayList<>(
                series.stream().filter(line -> !line.name.isEmpty()).toList());
        fromTop.sort(Comparator.comparingDouble(this::end));
        double[] ys = new double[fromTop.size()];
        for (int i = 0; i < ys.length; i++) {
            ys[i] = Math.max(end(fromTop.get(i)), i == 0 ? top : ys[i - 1] + LABEL_HEIGHT);
        }
        for (int i = ys.length - 1; i >= 0; i--) {
            ys[i] = Math.min(ys[i], i == ys.length - 1 ? BOTTOM : ys[i + 1] - LABEL_HEIGHT);
        }
        for (int i = 0; i < ys.length; i++) {
            Series line = fromTop.get(i);
            add(
                    "<text x=\"%d\" y=\"%.1f\" fill=\"%s\">%s</text>\n",
                    right + 12, ys[i] + 4, line.colour, escaped(line.name));
        }
    }

    private double end(Series line) {
        Point last = line.last();
        return last == null ? BOTTOM : y(last.y);
    }

    private double x(double value) {
        return left + (right - left) * xAxis.place.applyAsDouble(value);
    }

    private double y(double value) {
        return BOTTOM - (BOTTOM - top) * yAxis.place.applyAsDouble(value);
    }

    private static void move(StringBuilder path, double x, double y) {
        path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.length() == 0 ? "M" : "L", x, y));
    }

    private static int longest(List<String> texts) {
        return texts.stream().mapToInt(String::length).max().orElse(0);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
