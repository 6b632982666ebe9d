package io.github.metastone4j.evaluation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ways to spend tokens side by side, each against a baseline at equal tokens.
 *
 * @param problems how many were tried
 * @param baseline the family that the others are compared with
 * @param lines one per way, in the order given
 */
public record WayComparison(int problems, String baseline, List<Line> lines) {

    /**
     * One way.
     *
     * @param accuracy in [0, 1]
     * @param tokens per problem
     * @param gain accuracy minus that of the baseline with as many tokens, paired by problem, in [-1, 1]; null for the baseline
     *     itself, and where it was not measured with as few or as many tokens
     */
    public record Line(String family, String setting, Estimate accuracy, double tokens, @Nullable Estimate gain) {}

    /** Copies the lines. */
    public WayComparison {
        lines = List.copyOf(lines);
    }

    /**
     * Compares ways that were tried on the same problems. The same seed gives the same intervals.
     *
     * @throws IllegalArgumentException if their numbers of problems differ, or none is of the baseline's family
     */
    public static WayComparison of(List<Way> ways, String baseline, long seed) {
        var equal = new EqualTokens(
                ways.stream().filter(way -> way.family().equals(baseline)).toList());
        var bootstrap = new Bootstrap(seed);
        return new WayComparison(
                ways.get(0).outcomes().size(),
                baseline,
                ways.stream()
                        .map(way -> new Line(
                                way.family(),
                                way.setting(),
                                bootstrap.mean(way.accuracies()),
                                way.tokens(),
                                way.family().equals(baseline) ? null : gain(way, equal, bootstrap)))
                        .toList());
    }

    private static @Nullable Estimate gain(Way way, EqualTokens equal, Bootstrap bootstrap) {
        double[] gains = equal.gains(way);
        return gains == null ? null : bootstrap.mean(gains);
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

    /** Everything, for programs: accuracies and gains as fractions, intervals as {@code [low, high]}. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("problems", problems);
        json.put("baseline", baseline);
        ArrayNode ways = json.putArray("ways");
        for (Line line : lines) {
            ObjectNode way = ways.addObject();
            way.put("family", line.family).put("setting", line.setting);
            way.put("accuracy", line.accuracy.value());
            way.putArray("interval95").add(line.accuracy.low()).add(line.accuracy.high());
            way.put("tokensPerProblem", line.tokens);
            if (line.gain != null) {
                way.put("gain", line.gain.value());
                way.putArray("gainInterval95").add(line.gain.low()).add(line.gain.high());
            }
        }
        return json;
    }
}
