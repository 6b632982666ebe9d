package io.github.metastone4j.evaluation.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.evaluation.ProblemResult;
import io.github.metastone4j.evaluation.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A file of graded samples that grows problem by problem and outlives the process: JSON lines, the first of which says what fixes
 * the run. Each line is on the disk before the next is begun; one that was torn by a crash is dropped when the file is opened
 * again, and the run goes on behind the last whole one. The file alone is enough to evaluate again, without the model.
 */
public final class SampleStore implements AutoCloseable {

    private static final String WHAT = "samples";
    private static final String HEADER = "evaluation";

    /** Longer right answers, such as the tests of a program, are kept as a digest. */
    private static final int LONGEST_GOLD = 1000;

    private final LineStore lines;

    private SampleStore(LineStore lines) {
        this.lines = lines;
    }

    /**
     * What a file holds.
     *
     * @param settings what fixed the run, by name
     * @param results in the order of the problems
     */
    public record Kept(Map<String, String> settings, List<ProblemResult> results) {

        /** Copies both. */
        public Kept {
            settings = Map.copyOf(settings);
            results = List.copyOf(results);
        }
    }

    /**
     * Opens a file, or begins one.
     *
     * @param settings everything the samples depend on, by name: {@link EvaluationRun#identity}
     * @throws IllegalArgumentException if the file was begun with other settings; the message names those that differ
     * @throws IllegalStateException if another run writes it
     */
    public static SampleStore open(Path file, Map<String, String> settings) {
        return new SampleStore(LineStore.open(file, WHAT, HEADER, settings));
    }

    /**
     * Reads a file, finished or not, and leaves it as it is.
     *
     * @throws IllegalArgumentException if it cannot be read, or is a file of another kind
     */
    public static Kept read(Path file) {
        Map<String, String> settings = LineStore.settings(file, WHAT, HEADER);
        List<ProblemResult> results = new ArrayList<>();
        LineStore.forEach(file, WHAT, Integer.MAX_VALUE, line -> results.add(result(line)));
        return new Kept(settings, results);
    }

    /** For how many problems there are samples. */
    public int problems() {
        return lines.lines();
    }

    /** All that is there, in the order of the problems. */
    public List<ProblemResult> results() {
        List<ProblemResult> results = new ArrayList<>();
        lines.forEach(line -> results.add(result(line)));
        return results;
    }

    /**
     * Adds the next problem's samples; on return they are on the disk.
     *
     * @param question of which a digest is kept
     * @throws IllegalArgumentException if a sample has step scores but does not say where its steps end
     */
    public void append(ProblemResult result, String question) {
        ObjectNode line = JsonNodeFactory.instance
                .objectNode()
                .put("id", result.id())
                .put("question", Sampling.digest(question))
                .put("difficulty", result.difficulty())
                .put(
                        "gold",
                        result.gold().length() <= LONGEST_GOLD
                                ? result.gold()
                                : "digest " + Sampling.digest(result.gold()));
        ArrayNode samples = line.putArray("samples");
        for (Sample sample : result.samples()) {
            if (sample.stepEnds().size() != sample.stepScores().size()) {
                throw new IllegalArgumentException("a sample of '" + result.id() + "' has "
                        + sample.stepScores().size() + " step scores without the ends of its steps; give both");
            }
            ObjectNode one = samples.addObject()
                    .put("answer", sample.answer())
                    .put("right", sample.correct())
                    .put("logProbability", sample.logProbability())
                    .put("tokens", sample.tokens())
                    .put("thinking", sample.thinkingTokens())
                    .put("finished", sample.finished());
            ArrayNode steps = one.putArray("steps");
            for (int step = 0; step < sample.stepScores().size(); step++) {
                steps.addArray()
                        .add(sample.stepEnds().get(step))
                        .add(sample.stepScores().get(step));
            }
        }
        lines.append(line);
    }

    private static ProblemResult result(JsonNode line) {
        List<Sample> samples = new ArrayList<>();
        line.path("samples").forEach(sample -> samples.add(sample(sample)));
        return new ProblemResult(
                line.path("id").asText(),
                line.path("difficulty").asInt(),
                line.path("gold").asText(),
                samples);
    }

    private static Sample sample(JsonNode sample) {
        List<Integer> ends = new ArrayList<>();
        List<Double> scores = new ArrayList<>();
        for (JsonNode step : sample.path("steps")) {
            ends.add(step.path(0).asInt());
            scores.add(step.path(1).asDouble());
        }
        JsonNode answer = sample.path("answer");
        return new Sample(
                scores,
                ends,
                answer.isTextual() ? answer.asText() : null,
                sample.path("right").asBoolean(),
                sample.path("logProbability").asDouble(),
                sample.path("tokens").asInt(),
                sample.path("thinking").asInt(),
                sample.path("finished").asBoolean());
    }

    @Override
    public void close() {
        lines.close();
    }
}
