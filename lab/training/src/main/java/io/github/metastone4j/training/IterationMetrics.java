package io.github.metastone4j.training;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.evaluation.rollout.Attempts;
import io.github.metastone4j.evaluation.rollout.Attempts.Attempt;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.training.kernel.BatchLoss;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What one iteration of joint training measured. */
final class IterationMetrics {

    private final @Nullable Aggregator aggregator;
    private long attempts;
    private long tokens;
    private final double[] scores = new double[2]; // summed over wrong, right
    private final long[] scored = new long[2];
    private double pairsWon;
    private long pairs;
    private double best;
    private long problems;

    private double learntTokens;
    private double steps;
    private double loss;
    private double stepLoss;
    private double agreement;
    private double entropy;
    private double divergence;
    private double clipped;
    private double policyNorm;
    private double headNorm;
    private int updates;
    private double samplingSeconds;
    private double learningSeconds;
    private long right;

    /** @param aggregator what makes one score of a trajectory's step scores; null where nothing judges steps */
    IterationMetrics(@Nullable Aggregator aggregator) {
        this.aggregator = aggregator;
    }

    /** Counts the attempts at one problem. */
    void add(Attempts of) {
        problems++;
        attempts += of.attempts().size();
        right += of.right();
        tokens += of.tokens();
        if (aggregator != null) {
            addScores(of, aggregator);
        }
    }

    private void addScores(Attempts of, Aggregator by) {
        double highest = Double.NEGATIVE_INFINITY;
        boolean highestRight = false;
        for (Attempt one : of.attempts()) {
            double score = score(one, by);
            scores[one.right() ? 1 : 0] += score;
            scored[one.right() ? 1 : 0]++;
            if (score > highest) {
                highest = score;
                highestRight = one.right();
            }
            for (Attempt other : of.attempts()) {
                if (one.right() && !other.right()) {
                    pairs++;
                    double difference = score - score(other, by);
                    pairsWon += difference > 0 ? 1 : difference == 0 ? 0.5 : 0;
                }
            }
        }
        best += highestRight ? 1 : 0;
    }

    /** Without a step there is nothing to judge, and no trust: 0, as in the published code. */
    private static double score(Attempt attempt, Aggregator by) {
        return by.aggregateOrZero(attempt.stepScores());
    }

    void sampledIn(double seconds) {
        samplingSeconds = seconds;
    }

    void learntIn(double seconds) {
        learningSeconds = seconds;
    }

    /** Counts one pass. */
    void add(BatchLoss pass) {
        learntTokens += pass.tokens();
        steps += pass.steps();
        loss += pass.language() * pass.tokens();
        entropy += pass.entropy() * pass.tokens();
        divergence += pass.divergence() * pass.tokens();
        clipped += pass.clipped() * pass.tokens();
        stepLoss += pass.judged() * pass.steps();
        agreement += pass.agreement() * pass.steps();
    }

    void updated(float[] norms) {
        updates++;
        policyNorm += norms[0];
        headNorm += norms[1];
    }

    private double scoreRight() {
        return scores[1] / scored[1];
    }

    private double scoreWrong() {
        return scores[0] / scored[0];
    }

    private double auc() {
        return pairsWon / pairs;
    }

    /** What there is no example of is left out, rather than invented. */
    ObjectNode line(long iteration, long update) {
        ObjectNode line = JsonNodeFactory.instance
                .objectNode()
                .put("iteration", iteration)
                .put("update", update)
                .put("right", right / (double) Math.max(1, attempts));
        if (aggregator != null) {
            line.put("bestScore", best / Math.max(1, problems));
        }
        put(line, "auc", auc());
        put(line, "scoreRight", scoreRight());
        put(line, "scoreWrong", scoreWrong());
        put(line, "gap", scoreRight() - scoreWrong());
        return line.put("policyLoss", loss / Math.max(1, learntTokens))
                .put("entropy", entropy / Math.max(1, learntTokens))
                .put("divergence", divergence / Math.max(1, learntTokens))
                .put("clipped", clipped / Math.max(1, learntTokens))
                .put("stepLoss", stepLoss / Math.max(1, steps))
                .put("kept", agreement / Math.max(1, steps))
                .put("policyGradientNorm", policyNorm / Math.max(1, updates))
                .put("headGradientNorm", headNorm / Math.max(1, updates))
                .put("tokensPerAttempt", tokens / (double) Math.max(1, attempts))
                .put("sampledTokensPerSecond", Math.round(tokens / Math.max(1e-3, samplingSeconds)))
                .put("learntTokensPerSecond", Math.round(learntTokens / Math.max(1e-3, learningSeconds)));
    }

    private static void put(ObjectNode line, String name, double number) {
        if (Double.isFinite(number)) {
            line.put(name, number);
        }
    }

    String summary() {
        double share = 100.0 * right / Math.max(1, attempts);
        if (aggregator == null) {
            return String.format(Locale.ROOT, "%.1f %% right", share);
        }
        return String.format(
                Locale.ROOT,
                "%.1f %% right, best score %.1f %%, AUC %s, scores of right %s and wrong %s",
                share,
                100.0 * best / Math.max(1, problems),
                text(auc()),
                text(scoreRight()),
                text(scoreWrong()));
    }

    private static String text(double number) {
        return Double.isFinite(number) ? String.format(Locale.ROOT, "%.3f", number) : "-";
    }
}
