package io.github.metastone4j.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.evaluation.Evaluation;
import io.github.metastone4j.evaluation.ProblemResult;
import io.github.metastone4j.evaluation.Strategy;
import io.github.metastone4j.selection.Aggregator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one variant came to with one seed, on the held-out problems.
 *
 * @param variant its name within the run
 * @param auc within problems, of the score
 * @param logProbabilityAuc the same of log-probability
 * @param accuracy by strategy and k
 * @param aucByProblem NaN where a problem has not both right and wrong samples
 * @param bestByProblem accuracy of the best score among all samples
 */
record AblationResult(
        String variant,
        long seed,
        double auc,
        double logProbabilityAuc,
        Map<Strategy, SortedMap<Integer, Double>> accuracy,
        List<Double> aucByProblem,
        List<Double> bestByProblem) {

    static AblationResult of(String variant, long seed, List<ProblemResult> results, Aggregator aggregator) {
        Evaluation evaluation = Evaluation.of(results, aggregator, 1);
        if (evaluation.mixedProblems() == 0) {
            throw new IllegalArgumentException(
                    "none of " + results.size() + " held-out problems has both right and"
                            + " wrong trajectories, so that no head can be measured; give more problems, or more samples of each");
        }
        int samples = evaluation.samplesPerProblem();
        Map<Strategy, SortedMap<Integer, Double>> accuracy = new EnumMap<>(Strategy.class);
        for (Strategy strategy : Strategy.values()) {
            SortedMap<Integer, Double> byEffort = new TreeMap<>();
            evaluation
                    .efforts()
                    .forEach(k ->
                            byEffort.put(k, evaluation.accuracy(strategy, k).value()));
            accuracy.put(strategy, byEffort);
        }
        return new AblationResult(
                variant,
                seed,
                evaluation.withinProblemAuc().value(),
                evaluation.logProbabilityAuc().value(),
                accuracy,
                results.stream().map(one -> one.auc(aggregator)).toList(),
                results.stream()
                        .map(one -> one.accuracy(Strategy.BEST_SCORE, samples, aggregator))
                        .toList());
    }

    /** The k that were measured, ascending. */
    List<Integer> efforts() {
        return List.copyOf(byEffort(Strategy.RANDOM).keySet());
    }

    private SortedMap<Integer, Double> byEffort(Strategy strategy) {
        return accuracy.getOrDefault(strategy, Collections.emptySortedMap());
    }

    double accuracy(Strategy strategy, int k) {
        Double value = byEffort(strategy).get(k);
        if (value == null) {
            throw new IllegalArgumentException("k = " + k + " was not measured");
        }
        return value;
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("variant", variant).put("seed", seed).put("auc", auc).put("logProbabilityAuc", logProbabilityAuc);
        ObjectNode all = json.putObject("accuracy");
        accuracy.forEach((strategy, byEffort) -> {
            ObjectNode own = all.putObject(strategy.toString());
            byEffort.forEach((k, value) -> own.put(String.valueOf(k), value));
        });
        ArrayNode byProblem = json.putArray("aucByProblem");
        // What could not be measured is null: NaN is no JSON.
        aucByProblem.forEach(value -> byProblem.add(value.isNaN() ? null : value));
        bestByProblem.forEach(json.putArray("bestByProblem")::add);
        return json;
    }

    static AblationResult of(JsonNode json) {
        Map<Strategy, SortedMap<Integer, Double>> accuracy = new EnumMap<>(Strategy.class);
        for (Strategy strategy : Strategy.values()) {
            SortedMap<Integer, Double> byEffort = new TreeMap<>();
            json.path("accuracy")
                    .path(strategy.toString())
                    .properties()
                    .forEach(one -> byEffort.put(
                            Integer.valueOf(one.getKey()), one.getValue().asDouble()));
            accuracy.put(strategy, byEffort);
        }
        List<Double> aucs = new ArrayList<>();
        json.path("aucByProblem").forEach(value -> aucs.add(value.asDouble(Double.NaN)));
        List<Double> best = new ArrayList<>();
        json.path("bestByProblem").forEach(value -> best.add(value.asDouble()));
        return new AblationResult(
                json.path("variant").asText(),
                json.path("seed").asLong(),
                json.path("auc").asDouble(),
                json.path("logProbabilityAuc").asDouble(),
                accuracy,
                aucs,
                best);
    }
}
