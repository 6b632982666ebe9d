package io.github.metastone4j.evaluation.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.metastone4j.selection.FinalAnswer;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Problems to learn from and problems to measure with, none in both.
 *
 * @param training whose outcomes the head is taught
 * @param heldOut by which it is judged; never trained on
 */
public record Problems(List<Problem> training, List<Problem> heldOut) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LINES_NAMED = 5;

    /**
     * Drops repeated problems, and training problems that are held out as well.
     *
     * @throws IllegalArgumentException if a side is empty, or a question has two answers
     */
    public Problems {
        Map<String, Problem> seen = new LinkedHashMap<>();
        heldOut = distinct(heldOut, seen);
        training = distinct(training, seen);
        if (training.isEmpty() || heldOut.isEmpty()) {
            throw new IllegalArgumentException("there are " + training.size() + " problems to learn from and "
                    + heldOut.size() + " held out; both sides need some: give more problems");
        }
    }

    /** The last tenth is held out, at least one. */
    public static Problems split(List<Problem> problems) {
        List<Problem> all = distinct(problems, new LinkedHashMap<>());
        int heldOut = Math.min(all.size(), Math.max(1, all.size() / 10));
        return new Problems(all.subList(0, all.size() - heldOut), all.subList(all.size() - heldOut, all.size()));
    }

    /** All of them, those to learn from first. */
    public List<Problem> all() {
        List<Problem> all = new ArrayList<>(training);
        all.addAll(heldOut);
        return all;
    }

    /**
     * Reads a file of one JSON object a line; blank lines are passed over.
     *
     * @param question the name of the field that holds the question
     * @param answer the name of the field that holds the answer: a text or a number
     * @throws IllegalArgumentException if the file cannot be read, is empty, or has bad lines, which are named
     */
    public static List<Problem> read(Path file, String question, String answer) {
        return read(
                file,
                line -> new Problem(text(line, question), text(line, answer)),
                "{\"" + question + "\": \"What is 2 + 3?\", \"" + answer
                        + "\": \"5\"}; other field names can be given");
    }

    /**
     * Reads a file of one JSON object a line; blank lines are passed over.
     *
     * @param reader makes of a line what it says; an {@link IllegalArgumentException} of its says what the line lacks
     * @param example of a line, for messages
     * @throws IllegalArgumentException if the file cannot be read, is empty, or has bad lines, which are named
     */
    public static <T> List<T> read(Path file, Function<JsonNode, T> reader, String example) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (MalformedInputException e) {
            throw new IllegalArgumentException(file + " is not UTF-8 text; save it as JSON lines in UTF-8", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "problems cannot be read from " + file + " (" + e.getMessage() + "); is the path right?", e);
        }
        List<T> problems = new ArrayList<>();
        List<String> bad = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                try {
                    problems.add(reader.apply(JSON.readTree(lines.get(i))));
                } catch (JsonProcessingException e) {
                    bad.add("line " + (i + 1) + " is not JSON");
                } catch (IllegalArgumentException e) {
                    bad.add("line " + (i + 1) + " " + e.getMessage());
                }
            }
        }
        if (!bad.isEmpty()) {
            String more = bad.size() > LINES_NAMED ? "; and " + (bad.size() - LINES_NAMED) + " more lines" : "";
            throw new IllegalArgumentException(file + ": "
                    + String.join("; ", bad.subList(0, Math.min(LINES_NAMED, bad.size()))) + more
                    + ". Each line is a JSON object such as " + example);
        }
        if (problems.isEmpty()) {
            throw new IllegalArgumentException(
                    file + " has no problems; each line is a JSON object such as " + example);
        }
        return problems;
    }

    /**
     * The text or number in the first of these fields that a line has.
     *
     * @throws IllegalArgumentException if it has none of them, or nothing in it; the message goes on behind the line's number
     */
    public static String text(JsonNode line, String... fields) {
        for (String field : fields) {
            JsonNode value = line.get(field);
            if (value != null
                    && (value.isTextual() || value.isNumber())
                    && !value.asText().isBlank()) {
                return value.isNumber() ? value.decimalValue().toPlainString() : value.asText();
            }
        }
        throw new IllegalArgumentException("has no '" + String.join("' or '", fields) + "'");
    }

    static List<Problem> distinct(List<Problem> problems, Map<String, Problem> seen) {
        List<Problem> distinct = new ArrayList<>();
        for (Problem problem : problems) {
            Problem other = seen.putIfAbsent(problem.question().strip(), problem);
            if (other == null) {
                distinct.add(problem);
            } else if (!FinalAnswer.matches(other.answer(), problem.answer())) {
                throw new IllegalArgumentException("the question '" + shortened(problem.question())
                        + "' is there with two answers, '" + other.answer() + "' and '" + problem.answer()
                        + "'; leave the right one");
            }
        }
        return distinct;
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }
}
