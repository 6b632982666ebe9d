package io.github.metastone4j.training;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.evaluation.Strategy;
import io.github.metastone4j.selection.Aggregator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What an {@link Ablation} came to. */
public final class AblationReport {

    static final String NO_WARM_UP = "spr, no warm-up";

    /**
     * A line of the table.
     *
     * @param factor null is the base itself
     * @param variant whose results it tells; several lines may tell the base's
     */
    record Row(@Nullable AblationFactor factor, String setting, String variant) {}

    /**
     * A mean over seeds.
     *
     * @param deviation over seeds; NaN with one
     */
    private record Spread(double mean, double deviation) {

        static Spread of(double[] values) {
            double mean = Arrays.stream(values).average().orElse(Double.NaN);
            double squares = Arrays.stream(values)
                    .map(value -> (value - mean) * (value - mean))
                    .sum();
            return new Spread(mean, Math.sqrt(squares / (values.length - 1)));
        }

        String text(String format, double factor) {
            String text = String.format(Locale.ROOT, format, factor * mean);
            return Double.isNaN(deviation)
                    ? text
                    : text + " ± " + String.format(Locale.ROOT, format, factor * deviation);
        }
    }

    /**
     * How far one variant lies above another.
     *
     * @param margin 1.96 standard errors, of held-out problems and of seeds together
     */
    private record Difference(double mean, double margin) {

        int sign() {
            return mean > margin ? 1 : mean < -margin ? -1 : 0;
        }

        String text(String format, double factor) {
            return String.format(Locale.ROOT, "%+" + format, factor * mean) + " ± "
                    + String.format(Locale.ROOT, "%" + format, factor * margin);
        }
    }

    /** Something the paper says: the first row is better than the second. */
    private record Claim(String text, Row better, Row worse) {}

    private final int problems;
    private final int heldOut;
    private final int samples;
    private final List<Long> seeds;
    private final String base;
    private final String joint;
    private final List<Row> rows;
    private final List<AblationResult> results;
    private final List<Integer> efforts;

    AblationReport(
            int problems,
            int heldOut,
            int samples,
            List<Long> seeds,
            String base,
            String joint,
            List<Row> rows,
            List<AblationResult> results) {
        this.problems = problems;
        this.heldOut = heldOut;
        this.samples = samples;
        this.seeds = List.copyOf(seeds);
        this.base = base;
        this.joint = joint;
        this.rows = List.copyOf(rows);
        this.results = List.copyOf(results);
        this.efforts = of(base).get(0).efforts().stream()
                .filter(k -> k == 8 || k == samples)
                .toList();
    }

    private List<AblationResult> of(String variant) {
        return results.stream().filter(one -> one.variant().equals(variant)).toList();
    }

    private Spread spread(String variant, ToDoubleFunction<AblationResult> value) {
        return Spread.of(of(variant).stream().mapToDouble(value).toArray());
    }

    /** Everything as Markdown that reads well as it is: heads on the frozen policy, what stands beside them, joint runs. */
    public String table() {
        StringBuilder text = new StringBuilder(headTable()).append('\n').append(besideTable());
        if (!joint.isEmpty()) {
            text.append('\n').append(jointTable());
        }
        List<List<String>> claims = claims();
        if (claims.size() > 1) {
            text.append('\n').append(aligned(claims));
        }
        return text.toString();
    }

    private String headTable() {
        List<List<String>> lines = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("varied", "setting", "AUC", "AUC - base's"));
        efforts.forEach(k -> head.add("best-score@" + k));
        head.add("weighted-majority@" + samples);
        lines.add(head);
        for (Row row : rows) {
            if (row.factor() != AblationFactor.COUPLING) {
                boolean isBase = row.variant().equals(base);
                List<String> line = new ArrayList<>();
                line.add(row.factor() == null ? "" : row.factor().toString());
                line.add(isBase && row.factor() != null ? row.setting() + " (base)" : row.setting());
                line.add(spread(row.variant(), AblationResult::auc).text("%.3f", 1));
                line.add(
                        isBase
                                ? ""
                                : difference(row.variant(), base, AblationResult::aucByProblem)
                                        .text(".3f", 1));
                efforts.forEach(k -> line.add(percent(row.variant(), Strategy.BEST_SCORE, k)));
                line.add(percent(row.variant(), Strategy.WEIGHTED_MAJORITY, samples));
                lines.add(line);
            }
        }
        return aligned(lines);
    }

    private String percent(String variant, Strategy strategy, int k) {
        return spread(variant, one -> one.accuracy(strategy, k)).text("%.1f", 100);
    }

    private String besideTable() {
        List<List<String>> lines = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("on the same samples", "AUC"));
        efforts.forEach(k -> head.add("k=" + k));
        lines.add(head);
        AblationResult any = of(base).get(0);
        for (Strategy strategy :
                List.of(Strategy.RANDOM, Strategy.MAJORITY, Strategy.LOG_PROBABILITY, Strategy.ORACLE)) {
            List<String> line = new ArrayList<>();
            line.add(strategy.toString());
            line.add(
                    strategy == Strategy.LOG_PROBABILITY
                            ? String.format(Locale.ROOT, "%.3f", any.logProbabilityAuc())
                            : strategy == Strategy.RANDOM ? "0.500" : "");
            efforts.forEach(k -> line.add(String.format(Locale.ROOT, "%.1f", 100 * any.accuracy(strategy, k))));
            lines.add(line);
        }
        return aligned(lines);
    }

    private String jointTable() {
        List<List<String>> lines = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("coupling", "pass@1", "AUC"));
        efforts.forEach(k -> head.add("best-score@" + k));
        List<Strategy> others = List.of(Strategy.WEIGHTED_MAJORITY, Strategy.MAJORITY, Strategy.LOG_PROBABILITY);
        others.forEach(strategy -> head.add(strategy + "@" + samples));
        lines.add(head);
        for (Row row : rows) {
            if (row.factor() == AblationFactor.COUPLING) {
                List<String> line = new ArrayList<>();
                line.add(row.setting());
                line.add(percent(row.variant(), Strategy.RANDOM, samples));
                line.add(spread(row.variant(), AblationResult::auc).text("%.3f", 1));
                efforts.forEach(k -> line.add(percent(row.variant(), Strategy.BEST_SCORE, k)));
                others.forEach(strategy -> line.add(percent(row.variant(), strategy, samples)));
                lines.add(line);
            }
        }
        return aligned(lines);
    }

    /** The first line is the head. Columns are as wide as they must be; all but the first two are numbers. */
    private static String aligned(List<List<String>> lines) {
        int columns = lines.get(0).size();
        int[] widths = IntStream.range(0, columns)
                .map(column -> lines.stream()
                        .mapToInt(line -> line.get(column).length())
                        .max()
                        .orElse(1))
                .toArray();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            text.append('|');
            for (int column = 0; column < columns; column++) {
                String cell = lines.get(i).get(column);
                String room = " ".repeat(widths[column] - cell.length());
                text.append(' ').append(cell).append(room).append(" |");
            }
            text.append('\n');
            if (i == 0) {
                text.append('|');
                for (int width : widths) {
                    text.append("-".repeat(width + 2)).append('|');
                }
                text.append('\n');
            }
        }
        return text.toString();
    }

    /**
     * Mean difference over problems, each the mean over seeds. Its error is that of the problems, which are some of many,
     * and that of the seeds, which are as well.
     */
    private Difference difference(String one, String other, Function<AblationResult, List<Double>> byProblem) {
        List<List<Double>> ours = of(one).stream().map(byProblem).toList();
        List<List<Double>> theirs = of(other).stream().map(byProblem).toList();
        double[][] all = new double[seeds.size()][];
        for (int seed = 0; seed < all.length; seed++) {
            List<Double> mine = ours.get(seed);
            List<Double> yours = theirs.get(seed);
            all[seed] = IntStream.range(0, heldOut)
                    .mapToDouble(problem -> mine.get(problem) - yours.get(problem))
                    .toArray();
        }
        // What could not be measured for a problem is NaN there.
        double[] problemMeans = IntStream.range(0, heldOut)
                .mapToDouble(problem ->
                        mean(Arrays.stream(all).mapToDouble(own -> own[problem]).toArray()))
                .filter(value -> !Double.isNaN(value))
                .toArray();
        double[] seedMeans =
                Arrays.stream(all).mapToDouble(AblationReport::mean).toArray();
        return new Difference(
                mean(problemMeans), 1.96 * Math.sqrt(squaredError(problemMeans) + squaredError(seedMeans)));
    }

    private static double mean(double[] values) {
        return Arrays.stream(values)
                .filter(value -> !Double.isNaN(value))
                .average()
                .orElse(Double.NaN);
    }

    private static double squaredError(double[] values) {
        if (values.length < 2) {
            return 0;
        }
        double deviation = Spread.of(values).deviation();
        return deviation * deviation / values.length;
    }

    /** What the paper found, and whether it is so here; the head of the table alone if nothing of it was tried. */
    private List<List<String>> claims() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("the paper's finding", "against", "AUC", "best-score@" + samples, "here"));
        for (Claim claim : claimed()) {
            String better = claim.better().variant();
            String worse = claim.worse().variant();
            Difference auc = difference(better, worse, AblationResult::aucByProblem);
            Difference best = difference(better, worse, AblationResult::bestByProblem);
            lines.add(List.of(
                    claim.text(),
                    claim.worse().setting(),
                    auc.text(".3f", 1),
                    best.text(".1f", 100),
                    verdict(auc.sign(), best.sign())));
        }
        return lines;
    }

    private static String verdict(int auc, int best) {
        if (auc * best < 0) {
            return "mixed";
        }
        return auc + best > 0 ? "confirmed" : auc + best < 0 ? "contradicted" : "undecided";
    }

    private List<Claim> claimed() {
        List<Claim> claims = new ArrayList<>();
        claim(claims, "SPR is better", AblationFactor.LOSS, "spr", List.of("bce"));
        claim(
                claims,
                "the geometric mean is better",
                AblationFactor.AGGREGATOR,
                Aggregator.GEOMETRIC_MEAN.toString(),
                List.of(Aggregator.MEAN.toString(), Aggregator.PRODUCT.toString(), Aggregator.LAST.toString()));
        List<Row> layers = rows.stream()
                .filter(row -> row.factor() == AblationFactor.LAYER)
                .toList();
        if (!layers.isEmpty()) {
            String last = layers.get(layers.size() - 1).setting();
            claim(
                    claims,
                    "the last layer's input is better",
                    AblationFactor.LAYER,
                    last,
                    layers.stream()
                            .map(Row::setting)
                            .filter(setting -> !setting.equals(last))
                            .toList());
        }
        claim(claims, "coupling 1e-4 is better", AblationFactor.COUPLING, "1.0E-4", List.of("0.0", "1.0"));
        return claims;
    }

    private void claim(List<Claim> claims, String text, AblationFactor factor, String better, List<String> worse) {
        for (String other : worse) {
            Row first = row(factor, better);
            Row second = row(factor, other);
            if (first != null && second != null) {
                claims.add(new Claim(text, first, second));
            }
        }
    }

    private @Nullable Row row(AblationFactor factor, String setting) {
        return rows.stream()
                .filter(row -> row.factor() == factor && row.setting().equals(setting))
                .findFirst()
                .orElse(null);
    }

    /** The table with what one must know to read it. */
    public String markdown() {
        StringBuilder text = new StringBuilder("# What matters\n\n");
        text.append(String.format(
                Locale.ROOT,
                "%d problems to learn from, %d held out, %d trajectories of each; seeds %s. Accuracies are in percent.%n%n",
                problems,
                heldOut,
                samples,
                seeds.stream().map(String::valueOf).collect(Collectors.joining(", "))));
        text.append("A figure is the mean over seeds, ± their standard deviation. A difference is one over problems,"
                + " ± 1.96 standard errors of problems and seeds; a finding is confirmed or contradicted if one of its two"
                + " differences exceeds that and the other does not do so the other way.\n");
        if (!joint.isEmpty()) {
            text.append("\nCoupling: joint runs from the checkpoint as it is, ")
                    .append(joint)
                    .append(", measured on held-out problems attempted anew.\n");
        }
        return text.append('\n').append(table()).toString();
    }

    /** Everything, for programs. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("problems", problems).put("heldOut", heldOut).put("samples", samples);
        seeds.forEach(json.putArray("seeds")::add);
        for (Row row : rows) {
            ObjectNode line = json.withArrayProperty("rows").addObject();
            line.put("factor", Objects.toString(row.factor(), null))
                    .put("setting", row.setting())
                    .put("base", row.variant().equals(base));
            put(line.putObject("auc"), spread(row.variant(), AblationResult::auc));
            put(line.putObject("logProbabilityAuc"), spread(row.variant(), AblationResult::logProbabilityAuc));
            for (Strategy strategy : Strategy.values()) {
                ObjectNode own = line.putObject(strategy.toString());
                of(row.variant())
                        .get(0)
                        .efforts()
                        .forEach(k -> put(
                                own.putObject(String.valueOf(k)),
                                spread(row.variant(), one -> one.accuracy(strategy, k))));
            }
        }
        List<List<String>> claims = claims();
        for (List<String> claim : claims.subList(1, claims.size())) {
            json.withArrayProperty("findings")
                    .addObject()
                    .put("finding", claim.get(0))
                    .put("against", claim.get(1))
                    .put("auc", claim.get(2))
                    .put("bestScore", claim.get(3))
                    .put("here", claim.get(4));
        }
        return json;
    }

    private static void put(ObjectNode target, Spread spread) {
        target.put("mean", spread.mean());
        if (!Double.isNaN(spread.deviation())) {
            target.put("deviation", spread.deviation());
        }
    }
}
