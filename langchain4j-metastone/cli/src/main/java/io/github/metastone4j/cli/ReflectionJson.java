package io.github.metastone4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.Reflection;
import io.github.metastone4j.ReflectionTrajectory;
import io.github.metastone4j.ReflectionTrajectory.Ending;
import io.github.metastone4j.effort.EffortReport;
import io.github.metastone4j.effort.EffortReport.Wave;
import io.github.metastone4j.selection.Score;
import java.util.Iterator;
import java.util.Locale;

/** A question's whole story as one document. */
final class ReflectionJson {

    private ReflectionJson() {}

    static ObjectNode of(String question, Bill bill) {
        Reflection reflection = bill.reflection();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("question", question);
        json.put("answer", reflection.answer());
        json.put("complete", reflection.complete());
        ObjectNode selection = json.putObject("selection");
        selection.put("index", reflection.selection().index());
        selection.put("selector", reflection.selection().selector().toString());
        selection.put("aggregator", reflection.selection().aggregator().toString());
        selection.put("reason", reflection.selection().reason());
        ArrayNode scores = selection.putArray("scores");
        reflection.selection().scores().forEach(score -> scores.add(score.value()));
        writeEffort(reflection.spending(), json.putObject("effort"));
        ArrayNode trajectories = json.putArray("trajectories");
        Iterator<Score> competed = reflection.selection().scores().iterator();
        for (ReflectionTrajectory trajectory : reflection.trajectories()) {
            Score score = trajectory.ending() == Ending.STOPPED
                    ? new Score(trajectory.score(), trajectory.steps().isEmpty())
                    : competed.next();
            write(trajectory, score, trajectories.addObject());
        }
        return bill.writeTo(json);
    }

    private static void writeEffort(EffortReport effort, ObjectNode json) {
        json.put("trajectories", effort.trajectories())
                .put("confidence", effort.economy().confidence())
                .put("pruning", effort.economy().pruning())
                .put("end", effort.end().name().toLowerCase(Locale.ROOT));
        ArrayNode waves = json.putArray("waves");
        for (Wave wave : effort.waves()) {
            // JSON knows no NaN.
            Double agreement = Double.isNaN(wave.agreement()) ? null : (Double) wave.agreement();
            waves.addObject().put("begun", wave.begun()).put("agreement", agreement);
        }
        effort.pruned().forEach(json.putArray("pruned")::add);
    }

    private static void write(ReflectionTrajectory trajectory, Score score, ObjectNode json) {
        json.put("index", trajectory.index());
        if (trajectory.fork() != null) {
            json.put("forkedFrom", trajectory.fork().from());
            json.put("inheritedTokens", trajectory.fork().tokens());
        }
        json.put("score", score.value());
        json.put("fallback", score.fallback());
        ArrayNode steps = json.putArray("steps");
        trajectory
                .steps()
                .forEach(step -> steps.addObject().put("text", step.text()).put("score", step.score()));
        json.put("thinkingTokens", trajectory.thinkingTokens());
        json.put("tokens", trajectory.tokens());
        json.put("ending", trajectory.ending().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        json.put("finalAnswer", trajectory.finalAnswer());
        json.put("logProbability", trajectory.logProbability());
    }
}
