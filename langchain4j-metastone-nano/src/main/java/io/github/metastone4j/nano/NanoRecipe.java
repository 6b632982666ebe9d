package io.github.metastone4j.nano;

import io.github.metastone4j.chat.Tokenizer;
import io.github.metastone4j.checkpoint.Checkpoint;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.checkpoint.ModelConfig;
import io.github.metastone4j.kernel.Decoder;
import io.github.metastone4j.kernel.LossSettings;
import io.github.metastone4j.kernel.LossSettings.StepLoss;
import io.github.metastone4j.kernel.TrainableModel;
import io.github.metastone4j.training.CheckpointFolder;
import io.github.metastone4j.training.HeadTraining;
import io.github.metastone4j.training.PolicyTraining;
import io.github.metastone4j.training.TrainingText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * How the shipped model was made: a policy is trained on written solutions, then it solves problems itself, and from
 * nothing but whether its answers were right it learns to judge its steps.
 *
 * <p>The policy is trained along with the head: in a model this small the frozen features hardly say whether a step is
 * right. It goes on imitating its own right trajectories meanwhile, so that it keeps to its trade.
 */
public final class NanoRecipe {

    private static final List<String> FILES =
            List.of("config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json");

    /**
     * What fixes a run. The shipped model was made with {@link #shipped}.
     *
     * @param policyUpdates of 4096 tokens each
     * @param problems that the policy solves to learn judging
     * @param samplesPerProblem trajectories of each
     */
    public record Settings(long seed, long policyUpdates, int problems, int samplesPerProblem) {

        /** Seed 1, 3,600 updates, 1,500 problems of 16 trajectories. */
        public static Settings shipped() {
            return new Settings(1, 3600, 1500, 16);
        }
    }

    private final Settings settings;
    private final Path folder;

    /** A run that keeps its states, logs and the finished checkpoint in a folder, and goes on with what it finds there. */
    public NanoRecipe(Settings settings, Path folder) {
        this.settings = settings;
        this.folder = folder;
    }

    /** Runs to the end; the checkpoint is then in {@code checkpoint/}. */
    public void run() throws IOException {
        Path checkpoint = folder.resolve("checkpoint");
        Files.createDirectories(checkpoint);
        for (String file : FILES) {
            try (InputStream in = NanoRecipe.class.getResourceAsStream(file)) {
                if (in == null) {
                    throw new IllegalStateException(file + " is missing from the jar; is it built whole?");
                }
                Files.copy(in, checkpoint.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        trainPolicy(checkpoint);
        trainHead(checkpoint);
    }

    private void trainPolicy(Path checkpoint) throws IOException {
        ModelConfig config = ModelConfig.read(checkpoint.resolve("config.json"));
        try (var model = TrainableModel.initialise(config, (int) settings.seed(), Dtype.BFLOAT16);
                Tokenizer tokenizer = Tokenizer.load(checkpoint)) {
            System.out.printf("policy: %,d parameters%n", model.parameters());
            new PolicyTraining(
                            model,
                            new NanoTexts(tokenizer, settings.seed()),
                            new PolicyTraining.Settings(
                                    settings.policyUpdates(), 4096, 1.5e-3, 200, 200, settings.seed()),
                            folder)
                    .run();
            CheckpointFolder.writePolicy(model, Dtype.BFLOAT16, checkpoint);
            CheckpointFolder.writeScoreHead(model, Dtype.BFLOAT16, checkpoint);
        }
    }

    private void trainHead(Path checkpoint) {
        List<TrainingText> trajectories;
        Checkpoint policy = Checkpoint.open(checkpoint);
        try (var attempts = new NanoAttempts(policy, settings.seed())) {
            trajectories = attempts.judged(settings.problems(), settings.samplesPerProblem());
        }
        try (var model = TrainableModel.copyOf(policy, (int) settings.seed(), Dtype.BFLOAT16)) {
            // The method's own loss learns from steps the head already judges right, so the head needs an opinion
            // first.
            judge(model, StepLoss.BCE, 3e-4, 1e-3, trajectories);
            judge(model, StepLoss.SPR_BALANCED, 1e-4, 3e-4, trajectories);
            CheckpointFolder.writePolicy(model, Dtype.BFLOAT16, checkpoint);
            CheckpointFolder.writeScoreHead(model, Dtype.BFLOAT16, checkpoint);
        }
    }

    private void judge(
            TrainableModel model, StepLoss loss, double policyRate, double headRate, List<TrainingText> trajectories) {
        var settings = new HeadTraining.Settings(
                new LossSettings(1, 1, loss, 1, 0.1), 1, 4096, policyRate, headRate, this.settings.seed());
        new HeadTraining(model, settings, folder).run(trajectories);
    }

    /** libtorch's threads for what follows. */
    public static void setThreads(int threads) {
        Decoder.setThreads(threads);
    }
}
