package io.github.metastone4j.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What came of training a policy and its score head together.
 *
 * @param checkpoint the folder that can be served
 * @param log what was measured
 * @param lines of the log, an iteration each
 */
public record JointReport(Path checkpoint, Path log, List<JsonNode> lines) {

    private static final int WINDOW = 10;

    /** Fields of the log, and what people call them. The first two are shares. */
    private static final Map<String, String> ROWS = rows();

    /** Copies the list. */
    public JointReport {
        lines = List.copyOf(lines);
    }

    private static Map<String, String> rows() {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("right", "right, %");
        rows.put("bestScore", "best-score, %");
        rows.put("auc", "AUC");
        rows.put("scoreRight", "score of right");
        rows.put("scoreWrong", "score of wrong");
        return rows;
    }

    /** How many iterations stand on either side; never one on both, unless there is only one. */
    private int window() {
        return Math.max(1, Math.min(WINDOW, lines.size() / 2));
    }

    /** The first iterations against the last, as a Markdown table that reads well as it is. */
    public String table() {
        int count = lines.size();
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                "| %-14s | %14s | %14s | %8s |%n|----------------|---------------:|---------------:|---------:|",
                "iterations",
                range(1, window()),
                range(count - window() + 1, count),
                "change"));
        ROWS.forEach((field, name) -> {
            double scale = name.endsWith("%") ? 100 : 1;
            String format = name.endsWith("%") ? "%.1f" : "%.3f";
            double before = scale * first(field);
            double after = scale * last(field);
            table.append(String.format(
                    Locale.ROOT,
                    "%n| %-14s | %14s | %14s | %8s |",
                    name,
                    text(format, before),
                    text(format, after),
                    text(format.replace("%", "%+"), after - before)));
        });
        return table.toString();
    }

    private static String range(int from, int to) {
        return from == to ? String.valueOf(from) : from + "-" + to;
    }

    private static String text(String format, double number) {
        return Double.isFinite(number) ? String.format(Locale.ROOT, format, number) : "-";
    }

    /** The mean of a field over the first iterations, of those that have it; NaN if none has. */
    public double first(String field) {
        return mean(lines.subList(0, Math.min(window(), lines.size())), field);
    }

    /** The mean of a field over the last iterations, of those that have it; NaN if none has. */
    public double last(String field) {
        return mean(lines.subList(Math.max(0, lines.size() - window()), lines.size()), field);
    }

    private static double mean(List<JsonNode> lines, String field) {
        return lines.stream()
                .filter(line -> line.path(field).isNumber())
                .mapToDouble(line -> line.path(field).asDouble())
                .average()
                .orElse(Double.NaN);
    }

    /** Everything, for programs. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("checkpoint", checkpoint.toString())
                .put("log", log.toString())
                .put("iterations", lines.size())
                .put("window", window());
        ObjectNode first = json.putObject("first");
        ObjectNode last = json.putObject("last");
        for (String field : ROWS.keySet()) {
            if (Double.isFinite(first(field))) {
                first.put(field, first(field));
            }
            if (Double.isFinite(last(field))) {
                last.put(field, last(field));
            }
        }
        return json;
    }
}
