package io.github.metastone4j.evaluation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Ways to spend tokens side by side: each against a baseline at equal tokens, and against one that spends all there is.
 *
 * @param problems how many were tried
 * @param baseline the family that the others are compared with at equal tokens
 * @param full names the way that spends all
 * @param lines one per way, in the order given
 */
public record WayComparison(int problems, String baseline, String full, List<Line> lines) {

    /**
     * One way.
     *
     * @param accuracy in [0, 1]
     * @param tokens per problem
     * @param tokenShare of the tokens that the full way took
     * @param seconds of the clock, per problem; null if they were not measured
     * @param timeShare of the seconds that the full way took; null if either was not measured
     * @param gain accuracy minus that of the baseline with as many tokens, paired by problem, in [-1, 1]; null for the baseline
     *     itself, and where it was not measured with as few or as many tokens
     * @param difference accuracy minus that of the full way, paired by problem, in [-1, 1]; null for the full way itself
     */
    public record Line(
            String family,
            String setting,
            Estimate accuracy,
            double tokens,
            double tokenShare,
            @Nullable Double seconds,
            @Nullable Double timeShare,
            @Nullable Estimate gain,
            @Nullable Estimate difference) {}

    /** Copies the lines. */
    public WayComparison {
        lines = List.copyOf(lines);
    }

    /**
     * Compares ways that were tried on the same problems. The same seed gives the same intervals.
     *
     * @param full one of them, which spends all there is
     * @throws IllegalArgumentException if their numbers of problems differ, or none is of the baseline's family
     */
    public static WayComparison of(List<Way> ways, String baseline, Way full, long seed) {
        var equal = new EqualTokens(
                ways.stream().filter(way -> way.family().equals(baseline)).toList());
        var bootstrap = new Bootstrap(seed);
        return new WayComparison(
                full.outcomes().size(),
                baseline,
                full.toString(),
                ways.stream()
                        .map(way -> new Line(
                                way.family(),
                                way.setting(),
                                bootstrap.mean(way.accuracies()),
                                way.tokens(),
                                way.tokens() / full.tokens(),
                                way.seconds(),
                                way.seconds() == null || full.seconds() == null
                                        ? null
                                        : Double.valueOf(way.seconds() / full.seconds()),
                                way.family().equals(baseline) ? null : gain(way, equal, bootstrap),
                                way.equals(full) ? null : bootstrap.mean(differences(way, full))))
                        .toList());
    }

    private static @Nullable Estimate gain(Way way, EqualTokens equal, Bootstrap bootstrap) {
        double[] gains = equal.gains(way);
        return gains == null ? null : bootstrap.mean(gains);
    }

    private static double[] differences(Way way, Way full) {
        double[] own = way.accuracies();
        double[] all = full.accuracies();
        return IntStream.range(0, all.length)
                .mapToDouble(problem -> own[problem] - all[problem])
                .toArray();
    }

    /** The table in plain ASCII. */
    public String text() {
        return WayTable.of(this).text();
    }

    /** The same in Markdown. */
    public String markdown() {
        return WayTable.of(this).markdown();
    }

    /** A drawing of accuracy against tokens as a standalone SVG document, one line per family. */
    public String svg() {
        return WayPlot.svg(this);
    }

    /** Everything, for programs: accuracies, gains and shares as fractions, intervals as {@code [low, high]}. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("problems", problems).put("baseline", baseline).put("full", full);
        ArrayNode ways = json.putArray("ways");
        for (Line line : lines) {
            ObjectNode way = ways.addObject();
            way.put("family", line.family).put("setting", line.setting);
            estimate(way, "accuracy", "interval95", line.accuracy);
            way.put("tokensPerProblem", line.tokens).put("tokenShare", line.tokenShare);
            if (line.seconds != null) {
                way.put("secondsPerProblem", line.seconds);
            }
            if (line.timeShare != null) {
                way.put("timeShare", line.timeShare);
            }
            if (line.gain != null) {
                estimate(way, "gain", "gainInterval95", line.gain);
            }
            if (line.difference != null) {
                estimate(way, "difference", "differenceInterval95", line.difference);
            }
        }
        return json;
    }

    private static void estimate(ObjectNode way, String name, String interval, Estimate estimate) {
        way.put(name, estimate.value());
        way.putArray(interval).add(estimate.low()).add(estimate.high());
    }
}
