package io.github.metastone4j.effort;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.checkpoint.CheckpointException;
import io.github.metastone4j.selection.Selector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What held-out problems have shown to be good for one checkpoint: its defaults, where nobody says otherwise. It lies in the
 * checkpoint's folder as {@value #FILE}.
 *
 * @param weights the checkpoint's digest; with other weights it says nothing
 * @param selector that was right most often when all trajectories competed
 * @param confidence in [0.5, 1], for {@code effort auto}
 * @param pruning in [0, 0.5), for {@code effort auto}
 * @param measured on what, and what came of it
 */
public record Calibration(String weights, Selector selector, double confidence, double pruning, Measured measured) {

    /** Its name in a checkpoint's folder. */
    public static final String FILE = "calibration.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What a calibration rests on.
     *
     * @param problems how many
     * @param seed that drew them and their samples
     * @param trajectories of each, the most that effort auto may use
     * @param temperature at which they were sampled, at least 0; how alike trajectories are depends on it
     * @param accuracy of the selector with all of them, in [0, 1]
     * @param autoAccuracy of effort auto with these numbers, in [0, 1]
     * @param autoTokens that it draws, as a share of what the selector takes with all trajectories; more than 1 where that needs
     *     few answers, since effort auto compares those of all
     */
    public record Measured(
            int problems,
            long seed,
            int trajectories,
            double temperature,
            double accuracy,
            double autoAccuracy,
            double autoTokens) {

        /** @throws IllegalArgumentException if a number is out of range */
        public Measured {
            requireOne("problems", problems);
            requireOne("trajectories", trajectories);
            requireNotNegative("temperature", temperature);
            requireShare("accuracy", accuracy);
            requireShare("autoAccuracy", autoAccuracy);
            requireNotNegative("autoTokens", autoTokens);
        }

        private static void requireOne(String name, int number) {
            if (number < 1) {
                throw new IllegalArgumentException(name + " is " + number + "; it must be at least 1");
            }
        }

        private static void requireNotNegative(String name, double number) {
            if (!(number >= 0)) {
                throw new IllegalArgumentException(name + " is " + number + "; it must be at least 0");
            }
        }

        private static void requireShare(String name, double number) {
            if (!(number >= 0 && number <= 1)) {
                throw new IllegalArgumentException(name + " is " + number + "; it must be between 0 and 1");
            }
        }
    }

    /** @throws IllegalArgumentException if a number is out of range */
    public Calibration {
        confidence = new StoppingRule(confidence).confidence();
        pruning = Pruning.require(pruning);
    }

    /** Who chooses among trajectories: who was asked for, else who was calibrated, else {@link Selector#BEST_SCORE}. */
    public static Selector selector(@Nullable Selector asked, @Nullable Calibration calibration) {
        if (asked != null) {
            return asked;
        }
        return calibration != null ? calibration.selector : Selector.BEST_SCORE;
    }

    /**
     * Reads the calibration in a checkpoint's folder; null if there is none.
     *
     * @param digest of the weights beside it
     * @throws CheckpointException if it cannot be read, or was made for other weights
     */
    public static @Nullable Calibration read(Path folder, Supplier<String> digest) {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return null;
        }
        try {
            Calibration calibration = of(JSON.readTree(file.toFile()));
            String own = digest.get();
            if (!calibration.weights.equals(own)) {
                throw new CheckpointException(file + " was made for weights with digest " + calibration.weights
                        + ", but those beside it have " + own + "; calibrate anew, or remove the file");
            }
            return calibration;
        } catch (JsonProcessingException | IllegalArgumentException | ArithmeticException e) {
            throw new CheckpointException(
                    file + " is no calibration: " + e.getMessage() + "; calibrate anew, or remove the file", e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Calibration of(JsonNode json) {
        JsonNode measured = field(json, "measured");
        return new Calibration(
                text(json, "weights"),
                Selector.parse(text(json, "selector")),
                number(json, "confidence"),
                number(json, "pruning"),
                new Measured(
                        Math.toIntExact(whole(measured, "problems")),
                        whole(measured, "seed"),
                        Math.toIntExact(whole(measured, "trajectories")),
                        number(measured, "temperature"),
                        number(measured, "accuracy"),
                        number(measured, "autoAccuracy"),
                        number(measured, "autoTokens")));
    }

    private static JsonNode field(JsonNode json, String name) {
        JsonNode field = json.get(name);
        if (field == null) {
            throw new IllegalArgumentException("'" + name + "' is missing");
        }
        return field;
    }

    private static String text(JsonNode json, String name) {
        JsonNode field = field(json, name);
        if (!field.isTextual()) {
            throw new IllegalArgumentException("'" + name + "' is " + field + ", which is no text");
        }
        return field.asText();
    }

    private static long whole(JsonNode json, String name) {
        JsonNode field = field(json, name);
        if (!field.isIntegralNumber() || !field.canConvertToLong()) {
            throw new IllegalArgumentException("'" + name + "' is " + field + ", which is no whole number");
        }
        return field.asLong();
    }

    private static double number(JsonNode json, String name) {
        JsonNode field = field(json, name);
        if (!field.isNumber()) {
            throw new IllegalArgumentException("'" + name + "' is " + field + ", which is no number");
        }
        return field.asDouble();
    }

    /**
     * Writes it, to be read by people as well. The file appears whole, in place of one that was there, or not at all.
     *
     * @throws UncheckedIOException if it cannot be written
     */
    public void write(Path file) {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try {
            Files.writeString(partial, json().toPrettyString() + "\n");
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    file + " cannot be written (" + e.getMessage() + "); is its folder there and writable?", e);
        }
    }

    /** As JSON, the file's content. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("weights", weights)
                .put("selector", selector.toString())
                .put("confidence", confidence)
                .put("pruning", pruning);
        json.putObject("measured")
                .put("problems", measured.problems)
                .put("seed", measured.seed)
                .put("trajectories", measured.trajectories)
                .put("temperature", measured.temperature)
                .put("accuracy", measured.accuracy)
                .put("autoAccuracy", measured.autoAccuracy)
                .put("autoTokens", measured.autoTokens);
        return json;
    }
}
