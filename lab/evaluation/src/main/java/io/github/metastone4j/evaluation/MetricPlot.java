package io.github.metastone4j.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What training logged as a drawing: fields against, say, the number of the update. Of several runs, such as those of
 * several seeds, the mean is drawn, and the ground from the lowest to the highest is shaded.
 *
 * @param runs the logs
 * @param x the field that counts
 * @param fields what is drawn against it, a line each
 * @param title what stands above, or null for nothing
 * @param unit what the values are counted in, or null
 * @param window how many logged points a point is the mean of; with more than 1 and a single run, one standard deviation
 *     of them is shaded to both sides
 * @param logarithmic whether equal ratios of values are equally far apart
 */
public record MetricPlot(
        List<MetricLog> runs,
        String x,
        List<String> fields,
        @Nullable String title,
        @Nullable String unit,
        int window,
        boolean logarithmic) {

    private static final List<String> COLOURS =
            List.of("#e0663c", "#3f8fd6", "#2aa198", "#9b72cf", "#b58b2a", "#c95d8f");
    private static final int TICKS = 6;

    /** @throws IllegalArgumentException if there is no run or no field, or more fields than colours */
    public MetricPlot {
        runs = List.copyOf(runs);
        fields = List.copyOf(fields);
        if (runs.isEmpty() || fields.isEmpty() || fields.size() > COLOURS.size()) {
            throw new IllegalArgumentException("a plot of " + fields.size() + " fields of " + runs.size()
                    + " runs was asked for; give at least one run and 1 to " + COLOURS.size() + " fields");
        }
        if (window < 1) {
            throw new IllegalArgumentException("the window is " + window + " points; it must be at least 1");
        }
    }

    /**
     * The drawing.
     *
     * @throws IllegalArgumentException if a log has no such field, there is nothing to draw, or a value has no logarithm
     */
    public String svg() {
        List<LineChart.Series> series = new ArrayList<>();
        for (String field : fields) {
            series.add(new LineChart.Series(field, COLOURS.get(series.size()), 2, false, points(field)));
        }
        double[] xs = values(series, point -> DoubleStream.of(point.x()));
        double[] ys = values(series, point -> DoubleStream.of(point.low(), point.high()));
        if (xs.length == 0) {
            throw new IllegalArgumentException(
                    "no value of " + String.join(", ", fields) + " is a number; there is nothing to draw");
        }
        String measured = fields.size() == 1 ? fields.get(0) : "";
        String name = unit == null ? measured : measured.isEmpty() ? unit : measured + " (" + unit + ")";
        return new LineChart(
                        title == null ? String.join(", ", fields) + " against " + x : title,
                        title != null,
                        xAxis(xs),
                        logarithmic ? logarithmic(name, ys) : linear(name, ys),
                        series)
                .svg();
    }

    /** The means over the runs at every x that one of them has, and over the window; where there is none, a gap. */
    private List<List<LineChart.Point>> points(String field) {
        List<NavigableMap<Double, Double>> values =
                runs.stream().map(run -> run.values(x, field)).toList();
        NavigableSet<Double> places = new TreeSet<>();
        values.forEach(run -> places.addAll(run.keySet()));
        List<LineChart.Point> all = new ArrayList<>();
        for (double place : places) {
            double[] there = values.stream()
                    .filter(run -> run.containsKey(place))
                    .mapToDouble(run -> run.get(place))
                    .toArray();
            // The mean is NaN if one of them is.
            double mean = DoubleStream.of(there).average().orElse(Double.NaN);
            double lowest = DoubleStream.of(there).min().orElse(mean);
            if (logarithmic && lowest <= 0) {
                throw new IllegalArgumentException(field + " is " + lowest + " at " + x + " " + place
                        + ", which has no logarithm; draw it on a linear scale");
            }
            all.add(new LineChart.Point(
                    place, mean, lowest, DoubleStream.of(there).max().orElse(mean)));
        }
        return interrupted(all).stream().map(this::smoothed).toList();
    }

    private static List<List<LineChart.Point>> interrupted(List<LineChart.Point> points) {
        List<List<LineChart.Point>> runs = new ArrayList<>();
        List<LineChart.Point> run = new ArrayList<>();
        for (LineChart.Point point : points) {
            if (Double.isFinite(point.y())) {
                run.add(point);
            } else if (!run.isEmpty()) {
                runs.add(run);
                run = new ArrayList<>();
            }
        }
        if (!run.isEmpty()) {
            runs.add(run);
        }
        return runs;
    }

    /**
     * Means over a window around each point, which is narrower at both ends, so that it stays in the middle; geometric ones
     * on a logarithmic scale. The deviation is from them, not from one mean of the window: a slope is no spread.
     */
    private List<LineChart.Point> smoothed(List<LineChart.Point> points) {
        if (window == 1) {
            return points;
        }
        double[] means = means(points, LineChart.Point::y);
        double[] lows = means(points, LineChart.Point::low);
        double[] highs = means(points, LineChart.Point::high);
        List<LineChart.Point> smooth = new ArrayList<>();
        for (int i = 0; i < means.length; i++) {
            if (runs.size() == 1) {
                double deviation = Math.sqrt(around(i, means.length)
                        .mapToDouble(j -> scaled(points.get(j).y()) - means[j])
                        .map(difference -> difference * difference)
                        .average()
                        .orElse(0));
                lows[i] = means[i] - deviation;
                highs[i] = means[i] + deviation;
            }
            smooth.add(
                    new LineChart.Point(points.get(i).x(), unscaled(means[i]), unscaled(lows[i]), unscaled(highs[i])));
        }
        return smooth;
    }

    private double[] means(List<LineChart.Point> points, ToDoubleFunction<LineChart.Point> of) {
        return IntStream.range(0, points.size())
                .mapToDouble(i -> around(i, points.size())
                        .mapToDouble(j -> scaled(of.applyAsDouble(points.get(j))))
                        .average()
                        .orElse(Double.NaN))
                .toArray();
    }

    private IntStream around(int i, int size) {
        int reach = Math.min(window / 2, Math.min(i, size - 1 - i));
        return IntStream.rangeClosed(i - reach, i + reach);
    }

    private double scaled(double value) {
        return logarithmic ? Math.log(value) : value;
    }

    private double unscaled(double value) {
        return logarithmic ? Math.exp(value) : value;
    }

    private static double[] values(List<LineChart.Series> series, Function<LineChart.Point, DoubleStream> of) {
        return series.stream()
                .flatMap(line -> line.runs().stream())
                .flatMap(List::stream)
                .flatMapToDouble(of)
                .sorted()
                .toArray();
    }

    /** From the first to the last; whole steps in between are marked. */
    private LineChart.Axis xAxis(double[] sorted) {
        double first = sorted[0];
        double last = sorted[sorted.length - 1];
        double from = first > 0 && first < last / 10 ? 0 : first;
        double step = step(last - from);
        List<LineChart.Tick> ticks = new ArrayList<>();
        for (double i = Math.ceil(from / step); i * step <= last + step / 1e6; i++) {
            ticks.add(new LineChart.Tick(i * step, text(i * step, step)));
        }
        return new LineChart.Axis(x, place(from, last), ticks);
    }

    /** Whole steps around the data. */
    static LineChart.Axis linear(String name, double[] sorted) {
        double step = step(sorted[sorted.length - 1] - sorted[0]);
        double first = Math.floor(sorted[0] / step + 1e-9);
        double last = Math.max(first + 1, Math.ceil(sorted[sorted.length - 1] / step - 1e-9));
        List<LineChart.Tick> ticks = new ArrayList<>();
        for (double i = first; i <= last; i++) {
            ticks.add(new LineChart.Tick(i * step, text(i * step, step)));
        }
        return new LineChart.Axis(name, place(first * step, last * step), ticks);
    }

    /** Powers of ten, and 2 and 5 times them where they are few. */
    private static LineChart.Axis logarithmic(String name, double[] sorted) {
        double lowest = sorted[0];
        double highest = sorted[sorted.length - 1];
        boolean few = highest / lowest < 1000;
        List<LineChart.Tick> ticks = new ArrayList<>();
        for (int power = (int) Math.floor(Math.log10(lowest)); Math.pow(10, power) < 10 * highest; power++) {
            for (int digit : few ? new int[] {1, 2, 5} : new int[] {1}) {
                double value = digit * Math.pow(10, power);
                ticks.add(new LineChart.Tick(value, text(value, Math.pow(10, power))));
            }
        }
        // One mark below the data and one above.
        while (ticks.size() > 2 && ticks.get(1).value() <= lowest * (1 + 1e-9)) {
            ticks.remove(0);
        }
        while (ticks.size() > 2 && ticks.get(ticks.size() - 2).value() >= highest * (1 - 1e-9)) {
            ticks.remove(ticks.size() - 1);
        }
        DoubleUnaryOperator place = place(
                Math.log(ticks.get(0).value()),
                Math.log(ticks.get(ticks.size() - 1).value()));
        return new LineChart.Axis(name, value -> place.applyAsDouble(Math.log(value)), ticks);
    }

    private static DoubleUnaryOperator place(double from, double to) {
        return value -> to == from ? 1 : (value - from) / (to - from);
    }

    /** 1, 2 or 5 times a power of ten, so that there are about as many marks as wanted. */
    private static double step(double range) {
        if (range <= 0) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(range / TICKS)));
        double rest = range / TICKS / power;
        return power * (rest <= 1 ? 1 : rest <= 2 ? 2 : rest <= 5 ? 5 : 10);
    }

    /** As many decimals as the step has; what would be all zeros or all digits, with an exponent. */
    private static String text(double value, double step) {
        int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
        if (value == 0) {
            return "0";
        }
        return decimals > 4 || Math.abs(value) >= 1e9
                ? String.format(Locale.ROOT, "%.1e", value)
                : String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
