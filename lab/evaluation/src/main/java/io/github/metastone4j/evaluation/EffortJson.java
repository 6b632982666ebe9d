package io.github.metastone4j.evaluation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.SortedMap;

/** An evaluation as JSON, for programs and for comparing runs. */
final class EffortJson {

    private EffortJson() {}

    static ObjectNode of(Evaluation evaluation) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("aggregator", evaluation.aggregator().toString());
        json.put("problems", evaluation.problems());
        json.put("samplesPerProblem", evaluation.samplesPerProblem());
        json.put("parameters", evaluation.parameters());
        putAccuracy(json, evaluation.accuracy());
        putByStrategy(json, "gain", "gainInterval95", evaluation.gain());
        putByEffort(json, "overMajority", evaluation.overMajority());
        putLeader(json.putObject("leader"), evaluation.leader());
        evaluation.tokensPerProblem().forEach((k, tokens) -> json.withObjectProperty("tokensPerProblem")
                .put(String.valueOf(k), tokens));
        evaluation
                .laws()
                .forEach((selector, law) ->
                        putLaw(json.withObjectProperty("laws").putObject(selector.toString()), law));
        putEstimate(json, "withinProblemAuc", evaluation.withinProblemAuc());
        putEstimate(json, "logProbabilityAuc", evaluation.logProbabilityAuc());
        putCalibration(json.putObject("calibration"), evaluation.calibration());
        putEstimate(json, "scoreLength", evaluation.scoreLength());
        ObjectNode running = json.putObject("runningScores");
        evaluation.runningScores().right().forEach(running.putArray("right")::add);
        evaluation.runningScores().wrong().forEach(running.putArray("wrong")::add);
        json.put("mixedProblems", evaluation.mixedProblems());
        json.put("withoutSteps", evaluation.withoutSteps());
        ArrayNode adaptive = json.putArray("adaptive");
        for (AdaptiveEffort one : evaluation.adaptive()) {
            ObjectNode node = adaptive.addObject();
            node.put("selector", one.selector().toString());
            node.put("confidence", one.economy().confidence());
            node.put("pruning", one.economy().pruning());
            node.put("trajectories", one.trajectories());
            node.put("tokens", one.tokens());
            putEstimate(node, "accuracy", one.accuracy());
            putEstimate(node, "difference", one.difference());
        }
        for (Stratum stratum : evaluation.byDifficulty()) {
            ObjectNode node =
                    json.withObjectProperty("byDifficulty").withObjectProperty(String.valueOf(stratum.difficulty()));
            node.put("problems", stratum.problems());
            putAccuracy(node, stratum.accuracy());
        }
        return json;
    }

    private static void putAccuracy(ObjectNode json, Map<Strategy, SortedMap<Integer, Estimate>> accuracy) {
        putByStrategy(json, "accuracy", "interval95", accuracy);
    }

    private static void putByStrategy(
            ObjectNode json, String name, String intervalName, Map<Strategy, SortedMap<Integer, Estimate>> measured) {
        ObjectNode values = json.putObject(name);
        ObjectNode intervals = json.putObject(intervalName);
        measured.forEach((strategy, byEffort) -> {
            ObjectNode value = values.putObject(strategy.toString());
            ObjectNode interval = intervals.putObject(strategy.toString());
            byEffort.forEach((k, estimate) -> {
                value.put(String.valueOf(k), estimate.value());
                putInterval(interval.putArray(String.valueOf(k)), estimate);
            });
        });
    }

    private static void putLeader(ObjectNode json, Leader leader) {
        json.put("strategy", leader.strategy().toString());
        json.put("other", leader.other().toString());
        putEstimate(json, "difference", leader.difference());
        json.put("significant", leader.isSignificant());
    }

    private static void putLaw(ObjectNode json, ScalingLaw law) {
        json.put("intercept", law.intercept()).put("slope", law.slope());
        putNumber(json, "rSquared", law.rSquared());
    }

    private static void putCalibration(ObjectNode json, Calibration calibration) {
        putNumber(json, "expectedError", calibration.expectedError());
        ArrayNode bins = json.putArray("bins");
        for (Calibration.Bin bin : calibration.bins()) {
            bins.addObject().put("score", bin.score()).put("right", bin.right()).put("samples", bin.samples());
        }
    }

    private static void putNumber(ObjectNode json, String name, double value) {
        json.put(name, Double.isNaN(value) ? null : (Double) value);
    }

    private static void putByEffort(ObjectNode json, String name, SortedMap<Integer, Estimate> byEffort) {
        ObjectNode values = json.putObject(name);
        ObjectNode intervals = json.putObject(name + "Interval95");
        byEffort.forEach((k, estimate) -> {
            values.put(String.valueOf(k), estimate.value());
            putInterval(intervals.putArray(String.valueOf(k)), estimate);
        });
    }

    /** JSON knows no NaN; what could not be measured is null. */
    static void putEstimate(ObjectNode json, String name, Estimate estimate) {
        if (Double.isNaN(estimate.value())) {
            json.putNull(name).putNull(name + "Interval95");
        } else {
            json.put(name, estimate.value());
            putInterval(json.putArray(name + "Interval95"), estimate);
        }
    }

    private static void putInterval(ArrayNode interval, Estimate estimate) {
        interval.add(estimate.low()).add(estimate.high());
    }
}
