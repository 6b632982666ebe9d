package io.github.metastone4j.training;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.evaluation.Estimate;
import io.github.metastone4j.evaluation.Evaluation;
import io.github.metastone4j.evaluation.Strategy;
import io.github.metastone4j.training.FrozenHeadTraining.Trained;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a run came to.
 *
 * @param problems to learn from
 * @param heldOut problems the head was measured on
 * @param samples of each problem
 * @param right share of all trajectories that ended right
 * @param steps whose features were read
 * @param trained one head a seed, the best first: that one was written
 */
public record HeadReport(int problems, int heldOut, int samples, double right, int steps, List<Trained> trained) {

    private static final List<Strategy> ROWS = List.of(
            Strategy.BEST_SCORE,
            Strategy.WEIGHTED_MAJORITY,
            Strategy.MAJORITY,
            Strategy.LOG_PROBABILITY,
            Strategy.RANDOM,
            Strategy.ORACLE);

    /** Copies the list. */
    public HeadReport {
        trained = List.copyOf(trained);
    }

    /** The head that was written. */
    public Trained best() {
        return trained.get(0);
    }

    /** Whether choosing by score does worse than choosing at random. */
    public boolean isWorseThanChance() {
        Evaluation evaluation = best().evaluation();
        return best().auc() < 0.5
                || evaluation.accuracy(Strategy.BEST_SCORE, samples).value()
                        < evaluation.accuracy(Strategy.RANDOM, samples).value();
    }

    /** Accuracy by strategy and k, in percent, as a Markdown table that reads well as it is. */
    public String table() {
        Evaluation evaluation = best().evaluation();
        StringBuilder table = new StringBuilder(String.format(Locale.ROOT, "| %-17s |", "held-out, %"));
        evaluation.efforts().forEach(k -> table.append(String.format(Locale.ROOT, " %17s |", "k=" + k)));
        table.append("\n|").append("-".repeat(19)).append('|');
        evaluation.efforts().forEach(k -> table.append("-".repeat(18)).append(":|"));
        for (Strategy strategy : ROWS) {
            table.append(String.format(Locale.ROOT, "%n| %-17s |", strategy));
            for (int k : evaluation.efforts()) {
                Estimate accuracy = evaluation.accuracy(strategy, k);
                table.append(String.format(
                        Locale.ROOT,
                        " %17s |",
                        String.format(
                                Locale.ROOT,
                                "%.1f [%.1f, %.1f]",
                                100 * accuracy.value(),
                                100 * accuracy.low(),
                                100 * accuracy.high())));
            }
        }
        return table.toString();
    }

    /** What stands below the table, a line each. */
    public List<String> findings() {
        Evaluation evaluation = best().evaluation();
        return List.of(
                "within-problem AUC: score " + auc(evaluation.withinProblemAuc()) + ", log-probability "
                        + auc(evaluation.logProbabilityAuc()),
                best().parted() == null
                        ? "right and wrong did not part"
                        : "right and wrong parted at update " + best().parted() + " of " + best().updates(),
                String.format(
                        Locale.ROOT,
                        "best epoch %d, %.1f %% of the steps kept by the loss's filter",
                        best().epoch(),
                        100 * best().kept()),
                "seeds: "
                        + trained.stream()
                                .map(one -> String.format(
                                        Locale.ROOT,
                                        "%d (AUC %.3f, best-score@%d %.1f %%)",
                                        one.seed(),
                                        one.auc(),
                                        samples,
                                        100
                                                * one.evaluation()
                                                        .accuracy(Strategy.BEST_SCORE, samples)
                                                        .value()))
                                .collect(Collectors.joining(", ")));
    }

    private static String auc(Estimate estimate) {
        return String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", estimate.value(), estimate.low(), estimate.high());
    }

    /** Everything, for programs. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("problems", problems).put("heldOut", heldOut).put("samples", samples);
        json.put("right", right).put("steps", steps).put("worseThanChance", isWorseThanChance());
        for (Trained one : trained) {
            json.withArrayProperty("seeds")
                    .addObject()
                    .put("seed", one.seed())
                    .put("auc", one.auc())
                    .put("epoch", one.epoch())
                    .put("kept", one.kept())
                    .put("parted", one.parted())
                    .put("updates", one.updates())
                    .set("evaluation", one.evaluation().json());
        }
        return json;
    }
}
