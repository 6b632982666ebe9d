package io.github.metastone4j.lab;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.cli.Columns;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What tools do for accuracy, a line for each number of trajectories. */
final class ToolTable {

    /**
     * One line, over all problems.
     *
     * @param trajectories of every turn
     * @param accuracy share of problems answered right
     * @param margin half of its 95 % interval, by the normal approximation
     * @param calling share of problems with a call
     * @param wellFormed share of the calls; NaN without any
     * @param computed share of the calls that had a result; NaN without any
     * @param rightExpression share of the problems with a call whose first one computed the answer; NaN without any
     * @param tokens of all trajectories, mean over problems
     */
    record Line(
            int trajectories,
            double accuracy,
            double margin,
            double calling,
            double wellFormed,
            double computed,
            double rightExpression,
            double tokens) {

        static Line of(int trajectories, List<ToolRun.Outcome> outcomes) {
            double problems = outcomes.size();
            double accuracy = outcomes.stream().filter(ToolRun.Outcome::correct).count() / problems;
            double calling = outcomes.stream().filter(one -> one.calls() > 0).count();
            double calls = outcomes.stream().mapToInt(ToolRun.Outcome::calls).sum();
            return new Line(
                    trajectories,
                    accuracy,
                    1.96 * Math.sqrt(accuracy * (1 - accuracy) / problems),
                    calling / problems,
                    outcomes.stream().mapToInt(ToolRun.Outcome::wellFormed).sum() / calls,
                    outcomes.stream().mapToInt(ToolRun.Outcome::computed).sum() / calls,
                    outcomes.stream().filter(ToolRun.Outcome::rightExpression).count() / calling,
                    outcomes.stream().mapToLong(ToolRun.Outcome::tokens).sum() / problems);
        }

        private List<String> cells() {
            return List.of(
                    Integer.toString(trajectories),
                    String.format(Locale.ROOT, "%.1f ± %.1f", 100 * accuracy, 100 * margin),
                    percent(calling),
                    percent(wellFormed),
                    percent(computed),
                    percent(rightExpression),
                    String.format(Locale.ROOT, "%,.0f", tokens));
        }

        private static String percent(double share) {
            return Double.isNaN(share) ? "" : String.format(Locale.ROOT, "%.1f", 100 * share);
        }
    }

    private static final List<String> HEADER = List.of(
            "k",
            "accuracy",
            "problems with a call",
            "calls well-formed",
            "calls computed",
            "expressions right",
            "tokens");

    private ToolTable() {}

    /** Columns beside one another, as Markdown or as plain text; shares in %. */
    static String text(List<Line> lines, boolean markdown) {
        List<List<String>> rows = new ArrayList<>(List.of(HEADER));
        lines.forEach(line -> rows.add(line.cells()));
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            List<String> cells = new ArrayList<>();
            for (int j = 0; j < HEADER.size(); j++) {
                int column = j;
                int width = rows.stream()
                        .mapToInt(row -> Columns.width(row.get(column)))
                        .max()
                        .orElse(0);
                cells.add(Columns.right(rows.get(i).get(j), markdown ? 0 : width));
            }
            text.append(markdown ? "| " + String.join(" | ", cells) + " |" : String.join("  ", cells))
                    .append('\n');
            if (i == 0 && markdown) {
                text.append("|---:".repeat(HEADER.size())).append("|\n");
            }
        }
        return text.toString();
    }

    static ArrayNode json(List<Line> lines) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        for (Line line : lines) {
            ObjectNode one = json.addObject().put("trajectories", line.trajectories());
            one.put("accuracy", line.accuracy())
                    .put("margin", line.margin())
                    .put("problemsWithACall", line.calling())
                    .put("wellFormedCalls", known(line.wellFormed()))
                    .put("computedCalls", known(line.computed()))
                    .put("rightExpressions", known(line.rightExpression()))
                    .put("tokens", line.tokens());
        }
        return json;
    }

    /** JSON has no NaN. */
    private static @Nullable Double known(double share) {
        return Double.isNaN(share) ? null : share;
    }
}
