package io.github.metastone4j.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.ReflectiveModels;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.evaluation.rollout.OutcomeVerifier;
import io.github.metastone4j.evaluation.rollout.Problem;
import io.github.metastone4j.training.JointTraining.Settings;
import io.github.metastone4j.training.kernel.LossSettings;
import io.github.metastone4j.training.kernel.LossSettings.StepLoss;
import io.github.metastone4j.training.kernel.OptimizerSettings;
import io.github.metastone4j.training.kernel.PolicyLoss;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/** Joint training of a tiny checkpoint, which knows no answers: what counts as right is a matter of spelling. */
final class JointRuns {

    /** About half of what a tiny model writes. */
    static final OutcomeVerifier PARITY = (problem, output) -> output.length() % 2 == 0;

    private JointRuns() {}

    /** A run to its end in a process of its own: the folders of model and run, iterations, and between two saves. */
    public static void main(String[] args) {
        Settings settings = settings(Long.parseLong(args[2]), Long.parseLong(args[3]), false, 1e-3);
        training(Path.of(args[0]), Path.of(args[1]), settings, PARITY).run();
        Runtime.getRuntime().exit(0);
    }

    static JointTraining training(Path model, Path folder, Settings settings, OutcomeVerifier verifier) {
        return training(model, folder, settings, verifier, JointRuns::problems);
    }

    static JointTraining training(
            Path model,
            Path folder,
            Settings settings,
            OutcomeVerifier verifier,
            LongFunction<List<Problem>> problems) {
        return new JointTraining(
                ReflectiveModels.options(model).withMaxRows(8),
                problems,
                verifier,
                settings,
                folder,
                (what, done, of, detail) -> {});
    }

    static Settings settings(long iterations, long saveEvery, boolean mixedOnly, double rate) {
        return new Settings(
                iterations,
                ReflectiveModels.settings(4, 1),
                "",
                new LossSettings(1, 1, StepLoss.SPR, 1e-4, 0.5, 0.1, PolicyLoss.paper()),
                mixedOnly,
                128,
                3,
                rate,
                rate,
                2,
                false,
                OptimizerSettings.paper(),
                Dtype.FLOAT32,
                false,
                saveEvery,
                1);
    }

    static List<Problem> problems(long iteration) {
        return LongStream.range(0, 4)
                .mapToObj(i -> new Problem("What is " + i + " + " + iteration + "?", "" + (i + iteration)))
                .toList();
    }

    /** The lines of a run's log. */
    static List<JsonNode> log(Path folder) {
        try {
            var mapper = new ObjectMapper();
            List<JsonNode> lines = new ArrayList<>();
            for (String line : Files.readAllLines(folder.resolve("joint-log.jsonl"))) {
                lines.add(mapper.readTree(line));
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of a run's log, but for how long things took. */
    static List<JsonNode> untimed(Path folder) {
        List<JsonNode> lines = log(folder);
        lines.forEach(line -> ((ObjectNode) line).remove(List.of("sampledTokensPerSecond", "learntTokensPerSecond")));
        return lines;
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
