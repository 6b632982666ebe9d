package io.github.metastone4j.nano;

import io.github.metastone4j.ModelOptions;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.chat.Tokenizer;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.checkpoint.ModelConfig;
import io.github.metastone4j.kernel.Decoder;
import io.github.metastone4j.kernel.LossSettings;
import io.github.metastone4j.kernel.LossSettings.StepLoss;
import io.github.metastone4j.kernel.OptimizerSettings;
import io.github.metastone4j.kernel.PolicyLoss;
import io.github.metastone4j.kernel.TrainableModel;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Selector;
import io.github.metastone4j.training.CheckpointFolder;
import io.github.metastone4j.training.JointTraining;
import io.github.metastone4j.training.OutcomeVerifier;
import io.github.metastone4j.training.Problem;
import io.github.metastone4j.training.TextTraining;
import io.github.metastone4j.training.TrainingProgress;
import io.github.metastone4j.training.TrainingText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * How the shipped model was made: a policy learns from written solutions; then policy and head learn from exercises with
 * slips in them to tell right lines from wrong ones; then the policy solves problems itself, and both learn from nothing but
 * whether its answers were right.
 */
public final class NanoRecipe {

    private static final List<String> FILES = List.of(
            "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "chat_template.jinja");

    private static final int TOKENS_PER_BATCH = 4096;

    /** The standard deviation of what the head reads, after the first stage: its fresh weights are made for 1. */
    private static final float FEATURE_DEVIATION = 7;

    /**
     * What fixes a run. The shipped model was made with {@link #shipped}.
     *
     * @param solutions updates on written solutions
     * @param drills updates on exercises most of which are drills
     * @param practice updates on exercises most of which are solutions
     * @param iterations of joint training
     * @param problems of each iteration
     */
    public record Settings(long seed, long solutions, long drills, long practice, long iterations, int problems) {

        /** Seed 1, and so many updates as brought something in a few hours. */
        public static Settings shipped() {
            return new Settings(1, 3600, 1000, 1600, 120, 64);
        }
    }

    private final Settings settings;
    private final Path folder;
    private final TrainingProgress progress;

    /** A run that keeps its states, logs and the finished checkpoint in a folder, and goes on with what it finds there. */
    public NanoRecipe(Settings settings, Path folder, TrainingProgress progress) {
        this.settings = settings;
        this.folder = folder;
        this.progress = progress;
    }

    /** Runs to the end and returns the finished checkpoint's folder. */
    public Path run() throws IOException {
        Path started = folder.resolve("started");
        Files.createDirectories(started);
        for (String file : FILES) {
            try (InputStream in = NanoRecipe.class.getResourceAsStream(file)) {
                if (in == null) {
                    throw new IllegalStateException(file + " is missing from the jar; is it built whole?");
                }
                Files.copy(in, started.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        learnFromTexts(started);
        return learnFromOutcomes(started);
    }

    private void learnFromTexts(Path started) throws IOException {
        ModelConfig config = ModelConfig.read(started.resolve("config.json"));
        try (var model = TrainableModel.initialise(config, (int) settings.seed(), Dtype.BFLOAT16);
                Tokenizer tokenizer = Tokenizer.load(started)) {
            train(
                    model,
                    "solutions",
                    new NanoTexts(tokenizer, settings.seed()),
                    settings.solutions(),
                    LossSettings.policyOnly(),
                    1.5e-3,
                    0);
            shrinkFreshHead(model);
            var judging = new LossSettings(1, 1, StepLoss.BCE, 1, 0.1);
            train(
                    model,
                    "drills",
                    new NanoPractice(tokenizer, 0.7, settings.seed() + 1),
                    settings.drills(),
                    judging,
                    1e-3,
                    1.5e-4);
            train(
                    model,
                    "practice",
                    new NanoPractice(tokenizer, 0.25, settings.seed() + 2),
                    settings.practice(),
                    judging,
                    8e-4,
                    1.5e-4);
            CheckpointFolder.writePolicy(model, Dtype.BFLOAT16, started);
            CheckpointFolder.writeScoreHead(model, Dtype.BFLOAT16, started);
        }
    }

    private void train(
            TrainableModel model,
            String name,
            Iterator<TrainingText> texts,
            long updates,
            LossSettings loss,
            double policyRate,
            double headRate) {
        new TextTraining(
                        model,
                        texts,
                        new TextTraining.Settings(
                                name, updates, TOKENS_PER_BATCH, loss, policyRate, headRate, 200, 100, settings.seed()),
                        folder)
                .run();
    }

    /** Fresh weights are made for features of deviation 1; with those of the residual stream, every update overshoots. */
    private static void shrinkFreshHead(TrainableModel model) {
        FloatBuffer stored = model.bytes("0.weight", Dtype.FLOAT32)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        var weights = new float[stored.remaining()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = stored.get(i) / FEATURE_DEVIATION;
        }
        model.restore("0.weight", weights, new float[weights.length], new float[weights.length]);
    }

    private Path learnFromOutcomes(Path started) {
        ReflectionSettings sampling = ReflectionSettings.standard()
                .withTrajectories(16)
                .withSampling(1.0, 1.0, 0, 1.0)
                .withLimits(256, 256)
                .withSelection(Aggregator.GEOMETRIC_MEAN, Selector.BEST_SCORE);
        var settings = new JointTraining.Settings(
                this.settings.iterations(),
                sampling,
                "",
                new LossSettings(1, 1, StepLoss.BCE, 1, 0.1, 0, new PolicyLoss(0.2, 0, 0)),
                true,
                TOKENS_PER_BATCH,
                2,
                2e-4,
                1e-4,
                3,
                true,
                OptimizerSettings.standard(),
                Dtype.BFLOAT16,
                false,
                2,
                this.settings.seed());
        return new JointTraining(
                        ModelOptions.of(started).withMaxRows(256),
                        this::problems,
                        OutcomeVerifier.finalAnswer(),
                        settings,
                        folder.resolve("joint"),
                        progress)
                .run()
                .checkpoint();
    }

    private List<Problem> problems(long iteration) {
        var source = NanoProblems.training(settings.seed() * 1_000_003 + iteration);
        return Stream.generate(source::next)
                .limit(settings.problems())
                .map(problem -> new Problem(problem.question(), problem.answer()))
                .toList();
    }

    /** libtorch's threads for what follows. */
    public static void setThreads(int threads) {
        Decoder.setThreads(threads);
    }
}
