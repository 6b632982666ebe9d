package io.github.metastone4j.evaluation;

import static io.github.metastone4j.evaluation.Table.row;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** An evaluation as tables, accuracies in percent with their 95 % intervals, and as sentences. */
final class EffortTable {

    private EffortTable() {}

    static String text(Evaluation evaluation) {
        return tables(evaluation, 0).map(Table::text).collect(Collectors.joining("\n")) + "\n"
                + findings(evaluation).stream()
                        .map(line -> Table.wrapped(line) + "\n")
                        .collect(Collectors.joining());
    }

    static String markdown(Evaluation evaluation) {
        return tables(evaluation, 1).map(Table::markdown).collect(Collectors.joining("\n")) + "\n"
                + findings(evaluation).stream().map(line -> "- " + line + "\n").collect(Collectors.joining());
    }

    private static Stream<Table> tables(Evaluation evaluation, int intervalDigits) {
        return Stream.of(
                        accuracy(evaluation, intervalDigits),
                        gain(evaluation),
                        adaptive(evaluation),
                        laws(evaluation),
                        byDifficulty(evaluation),
                        reliability(evaluation.calibration()),
                        running(evaluation.runningScores()))
                .filter(table -> table.rows().size() > 1);
    }

    private static Table accuracy(Evaluation evaluation, int intervalDigits) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("", evaluation.efforts(), k -> "k=" + k));
        for (Strategy strategy : Strategy.values()) {
            rows.add(row(strategy.toString(), evaluation.efforts(), k -> {
                Estimate accuracy = evaluation.accuracy(strategy, k);
                return percent(accuracy.value(), 1) + " [" + percent(accuracy.low(), intervalDigits) + ", "
                        + percent(accuracy.high(), intervalDigits) + "]";
            }));
        }
        rows.add(row("tokens", evaluation.efforts(), k -> grouped(Evaluation.at(evaluation.tokensPerProblem(), k))));
        if (evaluation.parameters() > 1) {
            rows.add(row(
                    "parameters*tokens",
                    evaluation.efforts(),
                    k -> String.format(Locale.ROOT, "%.2e", evaluation.parameterTokens(k))));
        }
        return new Table(
                evaluation.problems() + " problems, " + evaluation.samplesPerProblem() + " samples each, "
                        + evaluation.aggregator() + ". Accuracy in % with 95 % intervals.",
                rows);
    }

    private static Table gain(Evaluation evaluation) {
        List<Integer> efforts = evaluation.efforts().stream().filter(k -> k > 1).toList();
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("", efforts, k -> "k=" + k));
        if (!efforts.isEmpty()) {
            for (Strategy selector : Strategy.selectors()) {
                rows.add(row(selector.toString(), efforts, k -> points(Evaluation.at(evaluation.gain(), selector, k))));
            }
            rows.add(row("best - majority", efforts, k -> points(Evaluation.at(evaluation.overMajority(), k))));
        }
        return new Table("Accuracy minus pass@1, and of best-score minus majority: points, paired by problem.", rows);
    }

    private static Table adaptive(Evaluation evaluation) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("selector, confidence / pruning", "accuracy", "minus all", "trajectories", "tokens"));
        for (AdaptiveEffort one : evaluation.adaptive()) {
            rows.add(List.of(
                    one.selector() + " " + one.economy().confidence() + " / "
                            + one.economy().pruning(),
                    percent(one.accuracy().value(), 1),
                    points(one.difference()),
                    String.format(Locale.ROOT, "%.1f", one.trajectories()),
                    percent(one.tokens(), 0) + " %"));
        }
        return new Table(
                "Adaptive effort: four trajectories, and more until the choice is that sure, at most "
                        + most(evaluation)
                        + "; those whose chance to overtake the best falls below the second number are given up.",
                rows);
    }

    private static Table laws(Evaluation evaluation) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("selector", "a", "b", "points by doubling", "R^2"));
        evaluation
                .laws()
                .forEach((selector, law) -> rows.add(List.of(
                        selector.toString(),
                        String.format(Locale.ROOT, "%.3f", law.intercept()),
                        String.format(Locale.ROOT, "%+.4f", law.slope()),
                        String.format(Locale.ROOT, "%+.1f", 100 * law.slope() * Math.log(2)),
                        Double.isNaN(law.rSquared()) ? "-" : String.format(Locale.ROOT, "%.3f", law.rSquared()))));
        return new Table(
                "Scaling law: accuracy = a + b ln(" + (evaluation.parameters() > 1 ? "parameters * " : "") + "tokens).",
                rows);
    }

    private static Table byDifficulty(Evaluation evaluation) {
        List<Stratum> strata = evaluation.byDifficulty();
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("difficulty", strata, stratum -> String.valueOf(stratum.difficulty())));
        if (strata.size() > 1) {
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
        }
        return new Table("By difficulty, k = " + most(evaluation) + ".", rows);
    }

    private static Table reliability(Calibration calibration) {
        List<Calibration.Bin> bins = calibration.bins();
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("samples", bins, bin -> grouped(bin.samples())));
        if (!bins.isEmpty()) {
            rows.add(row("mean score", bins, bin -> percent(bin.score(), 1)));
            rows.add(row("right", bins, bin -> percent(bin.right(), 1)));
        }
        return new Table("Reliability: samples by rising score, in %.", rows);
    }

    private static Table running(RunningScores scores) {
        List<Integer> tenths = IntStream.rangeClosed(1, 10).boxed().toList();
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("steps", tenths, tenth -> 10 * tenth + "%"));
        if (!scores.right().isEmpty()) {
            rows.add(row("right", tenths, tenth -> percent(scores.right().get(tenth - 1), 1)));
        }
        if (!scores.wrong().isEmpty()) {
            rows.add(row("wrong", tenths, tenth -> percent(scores.wrong().get(tenth - 1), 1)));
        }
        return new Table("Mean score of right and wrong trajectories once so many steps are written, in %.", rows);
    }

    private static List<String> findings(Evaluation evaluation) {
        return List.of(
                leader(evaluation),
                "within-problem AUC, score: " + measured(evaluation.withinProblemAuc()),
                "within-problem AUC, log-probability: " + measured(evaluation.logProbabilityAuc()),
                "expected calibration error: "
                        + (Double.isNaN(evaluation.calibration().expectedError())
                                ? "not measurable"
                                : percent(evaluation.calibration().expectedError(), 1) + " %"),
                "within-problem correlation of score and length: " + measured(evaluation.scoreLength()),
                "problems with right and wrong samples: " + evaluation.mixedProblems() + " of " + evaluation.problems(),
                "samples without a scored step: " + percent(evaluation.withoutSteps(), 1) + " %");
    }

    private static String leader(Evaluation evaluation) {
        if (most(evaluation) == 1) {
            return "With one sample there is nothing to select.";
        }
        Leader leader = evaluation.leader();
        return "At k = " + most(evaluation) + " " + leader.strategy() + " is right most often: "
                + percent(
                        evaluation.accuracy(leader.strategy(), most(evaluation)).value(), 1) + " %, "
                + points(leader.difference()) + " points to " + leader.other() + ", which is "
                + (leader.isSignificant() ? "" : "not ") + "significant: the interval "
                + (leader.isSignificant() ? "excludes" : "holds") + " 0.";
    }

    private static int most(Evaluation evaluation) {
        return evaluation.samplesPerProblem();
    }

    private static String percent(double fraction, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", 100 * fraction);
    }

    private static String grouped(double count) {
        return String.format(Locale.ROOT, "%,.0f", count);
    }

    private static String points(Estimate difference) {
        return point(difference.value()) + " [" + point(difference.low()) + ", " + point(difference.high()) + "]";
    }

    /** Rounded first, and a zero given its plus: "-0.0" would look like a loss. */
    private static String point(double difference) {
        return String.format(Locale.ROOT, "%+.1f", Math.round(1000 * difference) / 10.0 + 0.0);
    }

    private static String measured(Estimate estimate) {
        return Double.isNaN(estimate.value())
                ? "not measurable"
                : String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", estimate.value(), estimate.low(), estimate.high());
    }
}
