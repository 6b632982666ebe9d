package io.github.metastone4j.evaluation;

import io.github.metastone4j.evaluation.Canvas.Anchor;
import io.github.metastone4j.evaluation.Canvas.Spot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Lines over two axes, each named at its end.
 *
 * <p>The ground is transparent and the colours are of middling lightness, so that it reads on a light page and a dark one.
 */
final class LineChart implements Plot {

    /** For what is not a line to look at first. */
    static final String NEUTRAL = "#808790";

    /** The opacity of ground that is shaded. */
    static final double SHADE = 0.18;

    /** The radius of a dot. */
    static final int DOT = 3;

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

    @Override
    public String svg() {
        var canvas = new SvgCanvas(WIDTH, HEIGHT, title);
        draw(canvas);
        return canvas.document();
    }

    @Override
    public byte[] png() {
        try {
            var canvas = new PngCanvas(WIDTH, HEIGHT);
            draw(canvas);
            return canvas.bytes();
        } catch (LinkageError | InternalError e) {
            throw new IllegalStateException(
                    "this Java cannot draw PNG (" + e
                            + "); it takes the module java.desktop, and fonts and fontconfig on"
                            + " the machine. SVG takes nothing",
                    e);
        }
    }

    private void draw(Canvas canvas) {
        if (titleShown) {
            canvas.heading(new Spot(left, 20), title);
        }
        axes(canvas);
        series.forEach(line -> spread(canvas, line));
        series.forEach(line -> line(canvas, line));
        labels(canvas);
    }

    private void axes(Canvas canvas) {
        for (Tick tick : yAxis.ticks) {
            double y = y(tick.value);
            canvas.rule(new Spot(left, y), new Spot(right, y), 0.25);
            canvas.text(new Spot(left - 8, y + 4), Anchor.END, NEUTRAL, tick.text);
        }
        canvas.text(new Spot(left, top - 12), Anchor.START, NEUTRAL, yAxis.name);
        for (Tick tick : xAxis.ticks) {
            double x = x(tick.value);
            canvas.rule(new Spot(x, BOTTOM), new Spot(x, BOTTOM + 5), 0.5);
            canvas.text(new Spot(x, BOTTOM + 20), Anchor.MIDDLE, NEUTRAL, tick.text);
        }
        canvas.text(new Spot((left + right) / 2.0, BOTTOM + 42), Anchor.MIDDLE, NEUTRAL, xAxis.name);
    }

    private void spread(Canvas canvas, Series line) {
        for (List<Point> run : line.runs) {
            if (run.stream().allMatch(point -> point.low == point.high)) {
                continue;
            }
            List<Spot> spots = new ArrayList<>();
            run.forEach(point -> spots.add(new Spot(x(point.x), y(point.high))));
            for (int i = run.size() - 1; i >= 0; i--) {
                spots.add(new Spot(x(run.get(i).x), y(run.get(i).low)));
            }
            canvas.area(spots, line.colour);
        }
    }

    private void line(Canvas canvas, Series line) {
        boolean few = line.runs.stream().mapToInt(List::size).sum() <= FEW_POINTS;
        for (List<Point> run : line.runs) {
            List<Spot> spots =
                    run.stream().map(point -> new Spot(x(point.x), y(point.y))).toList();
            if (!line.name.isEmpty() && (few || run.size() == 1)) {
                spots.forEach(spot -> canvas.dot(spot, line.colour));
            }
            if (line.width > 0 && !spots.isEmpty()) {
                canvas.curve(spots, line.colour, line.width, line.bound);
            }
        }
    }

    /** Names at the ends of the lines, from the top, each pushed below the one before, and back up from the bottom. */
    private void labels(Canvas canvas) {
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
            canvas.text(new Spot(right + 12, ys[i] + 4), Anchor.START, line.colour, line.name);
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

    private static int longest(List<String> texts) {
        return texts.stream().mapToInt(String::length).max().orElse(0);
    }
}
