package io.github.metastone4j.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** An evaluation as tables: accuracies in percent with their 95 % intervals, one line per strategy, one column per k. */
final class EffortTable {

    private EffortTable() {}

    static String text(Evaluation evaluation) {
        return setting(evaluation) + "\n\n"
                + aligned(byEffort(evaluation, 0)) + "\n"
                + adaptiveHead(evaluation)
                + aligned(adaptive(evaluation)) + "\n"
                + "By difficulty, k = " + most(evaluation) + ".\n\n"
                + aligned(byDifficulty(evaluation)) + "\n"
                + String.join("\n", findings(evaluation)) + "\n";
    }

    static String markdown(Evaluation evaluation) {
        return setting(evaluation) + "\n\n"
                + piped(byEffort(evaluation, 1)) + "\n"
                + adaptiveHead(evaluation)
                + piped(adaptive(evaluation)) + "\n"
                + "By difficulty, k = " + most(evaluation) + ".\n\n"
                + piped(byDifficulty(evaluation)) + "\n"
                + findings(evaluation).stream().map(line -> "- " + line + "\n").collect(Collectors.joining());
    }

    private static String setting(Evaluation evaluation) {
        return evaluation.problems() + " problems, " + evaluation.samplesPerProblem() + " samples each, "
                + evaluation.aggregator() + ".\nAccuracy in % with 95 % intervals.";
    }

    private static List<List<String>> byEffort(Evaluation evaluation, int intervalDigits) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("", evaluation.efforts(), k -> "k=" + k));
        for (Strategy strategy : Strategy.values()) {
            rows.add(row(strategy.toString(), evaluation.efforts(), k -> {
                Estimate accuracy = evaluation.accuracy(strategy, k);
                return percent(accuracy.value(), 1) + " [" + percent(accuracy.low(), intervalDigits) + ", "
                        + percent(accuracy.high(), intervalDigits) + "]";
            }));
        }
        rows.add(row(
                "tokens",
                evaluation.efforts(),
                k -> String.format(Locale.ROOT, "%,.0f", Evaluation.at(evaluation.tokensPerProblem(), k))));
        return rows;
    }

    private static String adaptiveHead(Evaluation evaluation) {
        return "Adaptive effort: four trajectories, and more until the choice is that sure, at\nmost "
                + most(evaluation) + ".\n\n";
    }

    private static List<List<String>> adaptive(Evaluation evaluation) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("selector, confidence", "accuracy", "minus all", "trajectories", "tokens"));
        for (AdaptiveEffort one : evaluation.adaptive()) {
            Estimate difference = one.difference();
            rows.add(List.of(
                    one.selector() + " " + one.confidence(),
                    percent(one.accuracy().value(), 1),
                    points(difference.value()) + " [" + points(difference.low()) + ", " + points(difference.high())
                            + "]",
                    String.format(Locale.ROOT, "%.1f", one.trajectories()),
                    percent(one.tokens(), 0) + " %"));
        }
        return rows;
    }

    private static List<List<String>> byDifficulty(Evaluation evaluation) {
        List<List<String>> rows = new ArrayList<>();
        List<Stratum> strata = evaluation.byDifficulty();
        rows.add(row("difficulty", strata, stratum -> String.valueOf(stratum.difficulty())));
        for (Strategy strategy : Strategy.values()) {
            rows.add(row(
                    strategy.toString(),
                    strata,
                    stratum -> percent(
                            Evaluation.at(stratum.accuracy(), strategy, most(evaluation))
                                    .value(),
                            1)));
        }
        rows.add(row("problems", strata, stratum -> String.valueOf(stratum.problems())));
        return rows;
    }

    private static List<String> findings(Evaluation evaluation) {
        int k = most(evaluation);
        Estimate gain = Evaluation.at(evaluation.gain(), k);
        return List.of(
                "best-score@" + k + " - pass@1: " + points(gain.value()) + " points [" + points(gain.low()) + ", "
                        + points(gain.high()) + "]",
                "within-problem AUC, score: " + auc(evaluation.withinProblemAuc()),
                "within-problem AUC, log-probability: " + auc(evaluation.logProbabilityAuc()),
                "problems with right and wrong samples: " + evaluation.mixedProblems() + " of " + evaluation.problems(),
                "samples without a scored step: " + percent(evaluation.withoutSteps(), 1) + " %");
    }

    private static <T> List<String> row(String head, List<T> columns, Function<T, String> cell) {
        return Stream.concat(Stream.of(head), columns.stream().map(cell)).toList();
    }

    /** Columns as wide as their widest cell, the first flush left and the others flush right, a rule under the head. */
    private static String aligned(List<List<String>> rows) {
        int[] widths = IntStream.range(0, rows.get(0).size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        String rule = "-".repeat(Arrays.stream(widths).sum() + 2 * (widths.length - 1)) + "\n";
        StringBuilder table = new StringBuilder();
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                String padding = " ".repeat(widths[column] - row.get(column).length());
                table.append(column == 0 ? row.get(column) + padding : "  " + padding + row.get(column));
            }
            table.append('\n').append(row == rows.get(0) ? rule : "");
        }
        return table.toString();
    }

    private static String piped(List<List<String>> rows) {
        String rule = "|---|" + "---:|".repeat(rows.get(0).size() - 1) + "\n";
        StringBuilder table = new StringBuilder();
        for (List<String> row : rows) {
            table.append("| ").append(String.join(" | ", row)).append(" |\n").append(row == rows.get(0) ? rule : "");
        }
        return table.toString();
    }

    private static int most(Evaluation evaluation) {
        return evaluation.samplesPerProblem();
    }

    private static String percent(double fraction, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", 100 * fraction);
    }

    private static String points(double difference) {
        return String.format(Locale.ROOT, "%+.1f", 100 * difference);
    }

    private static String auc(Estimate auc) {
        return Double.isNaN(auc.value())
                ? "not measurable"
                : String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", auc.value(), auc.low(), auc.high());
    }
}
