package io.github.metastone4j.evaluation.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.evaluation.rollout.Attempts.Attempt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A file of judged attempts that grows problem by problem and outlives the process: JSON lines, the first of which says
 * what fixes the run. Each line is on the disk before the next is begun; one that was torn by a crash is dropped when the
 * file is opened again, and the run goes on behind the last whole one.
 */
public final class RolloutStore implements AutoCloseable {

    private static final String WHAT = "attempts";
    private static final String HEADER = "rollouts";

    private final LineStore lines;

    private RolloutStore(LineStore lines) {
        this.lines = lines;
    }

    /**
     * Opens a file, or begins one.
     *
     * @param settings everything the attempts depend on, by name
     * @throws IllegalArgumentException if the file was begun with other settings; the message names those that differ
     */
    public static RolloutStore open(Path file, Map<String, String> settings) {
        return new RolloutStore(LineStore.open(file, WHAT, HEADER, settings));
    }

    /**
     * Refuses a file that cannot be gone on with.
     *
     * @throws IllegalArgumentException if it cannot be read, or was begun with other settings; the message names those
     */
    public static void requireBegunWith(Path file, Map<String, String> settings) {
        LineStore.requireBegunWith(file, WHAT, HEADER, settings);
    }

    /** For how many problems there are attempts. */
    public int problems() {
        return lines.lines();
    }

    /**
     * Adds the next problem's attempts; on return they are on the disk.
     *
     * @throws IllegalArgumentException if it isn't the next one's
     */
    public void append(Attempts attempts) {
        if (attempts.problem() != problems()) {
            throw new IllegalArgumentException(
                    "problem " + attempts.problem() + " is not the next; " + problems() + " are there");
        }
        ObjectNode line = JsonNodeFactory.instance.objectNode().put("problem", attempts.problem());
        add(line.putArray("prompt"), attempts.prompt());
        ArrayNode list = line.putArray("attempts");
        for (Attempt attempt : attempts.attempts()) {
            ObjectNode one = list.addObject();
            add(one.putArray("output"), attempt.output());
            ArrayNode scores = one.putArray("stepScores");
            attempt.stepScores().forEach(scores::add);
            one.put("thinking", attempt.thinking())
                    .put("cut", attempt.cut())
                    .put("logProbability", attempt.logProbability())
                    .put("answer", attempt.answer())
                    .put("right", attempt.right());
        }
        lines.append(line);
    }

    private static void add(ArrayNode target, int[] ids) {
        for (int id : ids) {
            target.add(id);
        }
    }

    /** Gives all attempts, problem by problem; no more than one problem's are in memory at once. */
    public void forEach(Consumer<Attempts> consumer) {
        lines.forEach(line -> consumer.accept(attempts(line)));
    }

    private static Attempts attempts(JsonNode line) {
        List<Attempt> attempts = new ArrayList<>();
        for (JsonNode one : line.path("attempts")) {
            JsonNode answer = one.path("answer");
            List<Double> scores = new ArrayList<>();
            one.path("stepScores").forEach(score -> scores.add(score.asDouble()));
            attempts.add(new Attempt(
                    ids(one.path("output")),
                    one.path("thinking").asInt(),
                    one.path("cut").asBoolean(),
                    one.path("logProbability").asDouble(),
                    scores,
                    answer.isTextual() ? answer.asText() : null,
                    one.path("right").asBoolean()));
        }
        return new Attempts(line.path("problem").asInt(), ids(line.path("prompt")), attempts);
    }

    private static int[] ids(JsonNode array) {
        int[] ids = new int[array.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = array.get(i).asInt();
        }
        return ids;
    }

    @Override
    public void close() {
        lines.close();
    }
}
