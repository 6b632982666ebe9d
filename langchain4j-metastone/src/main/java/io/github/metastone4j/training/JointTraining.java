package io.github.metastone4j.training;

import io.github.metastone4j.ModelOptions;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.checkpoint.Checkpoint;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.kernel.Decoder;
import io.github.metastone4j.kernel.LossSettings;
import io.github.metastone4j.kernel.OptimizerSettings;
import io.github.metastone4j.kernel.Placement;
import io.github.metastone4j.kernel.TrainableModel;
import io.github.metastone4j.training.Attempts.Attempt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The paper's training (section 3.3): policy and score head learn together, on one backbone, from whether the policy's own
 * trajectories end right. In each iteration the policy as it is attempts some problems, in the loop that also serves; then
 * it learns from each trajectory's advantage over the others of its problem (GRPO), and the head from its outcome.
 *
 * <p>Everything lies in one folder: {@code checkpoint/}, which is a checkpoint that can be served at any time, {@code
 * state.safetensors}, from which a run that was stopped goes on bit for bit, and {@code joint-log.jsonl}.
 */
public final class JointTraining {

    /**
     * What fixes a run, beside its model and problems.
     *
     * @param iterations of the whole run
     * @param sampling how trajectories are drawn; {@code trajectories} is the size of a group (paper: 8)
     * @param instruction appended to every question; may be empty
     * @param loss what is minimised; the paper couples head and policy with 1e-4
     * @param mixedOnly whether the head learns only from problems of which some trajectories are right and some wrong, both
     *     sides weighing the same; else from all alike, as the paper does
     * @param tokensPerBatch positions in one pass, padding included
     * @param batchesPerUpdate passes whose gradients add up to one update
     * @param policyRate learning rate of the policy after the warm-up, 0 or more (paper: 1e-6 for 1.5B)
     * @param headRate learning rate of the head after the warm-up, 0 or more (paper: 1e-5)
     * @param warmup iterations until then
     * @param decay whether rates fall along a half cosine to a tenth at the end of the run; the paper's stay
     * @param dtype to compute in
     * @param recompute whether activations are computed again instead of being kept
     * @param saveEvery iterations between two saved states
     * @param seed of sampling and dropout
     */
    public record Settings(
            long iterations,
            ReflectionSettings sampling,
            String instruction,
            LossSettings loss,
            boolean mixedOnly,
            int tokensPerBatch,
            int batchesPerUpdate,
            double policyRate,
            double headRate,
            long warmup,
            boolean decay,
            OptimizerSettings optimizer,
            Dtype dtype,
            boolean recompute,
            long saveEvery,
            long seed) {

        /** Refuses what cannot be. */
        public Settings {
            if (iterations < 1 || tokensPerBatch < 1 || batchesPerUpdate < 1 || saveEvery < 1) {
                throw new IllegalArgumentException("iterations, tokens per batch, batches per update and iterations"
                        + " between saves must be at least 1; got " + iterations + ", " + tokensPerBatch + ", "
                        + batchesPerUpdate + " and " + saveEvery);
            }
            if (!(policyRate >= 0) || !(headRate >= 0)) {
                throw new IllegalArgumentException(
                        "learning rates may not be negative; got " + policyRate + " and " + headRate);
            }
            Integer group = sampling.trajectories();
            if (group != null && group < 2) {
                throw new IllegalArgumentException(
                        "a trajectory's advantage is one over the others of its problem; sample"
                                + " at least 2 of each, not " + group);
            }
        }
    }

    private final Path model;
    private final LongFunction<List<Problem>> problems;
    private final OutcomeVerifier verifier;
    private final Settings settings;
    private final Path folder;
    private final TrainingProgress progress;
    private final MetricWriter log;

    /**
     * A run that keeps everything in a folder and goes on with what it finds there.
     *
     * @param model the checkpoint folder to start from, and the reference
     * @param problems those of an iteration, counted from 1; always the same for the same number
     */
    public JointTraining(
            Path model,
            LongFunction<List<Problem>> problems,
            OutcomeVerifier verifier,
            Settings settings,
            Path folder,
            TrainingProgress progress) {
        this.model = model;
        this.problems = problems;
        this.verifier = verifier;
        this.settings = settings;
        this.folder = folder;
        this.progress = progress;
        this.log = new MetricWriter(folder.resolve("joint-log.jsonl"));
    }

    /** Runs to the end, from wherever an earlier run had come; the checkpoint is then in {@code checkpoint/}. */
    public Path run() {
        Path served = folder.resolve("checkpoint");
        copyFiles(served);
        Checkpoint start = Checkpoint.open(model);
        double divergenceWeight = settings.loss().policyLoss().divergenceWeight();
        try (var trained = TrainableModel.copyOf(start, (int) settings.seed(), settings.dtype());
                Decoder reference = divergenceWeight > 0
                        ? Decoder.load(start, Placement.parse(List.of("cpu")), settings.dtype())
                        : null) {
            trained.recomputeActivations(settings.recompute());
            Path state = folder.resolve("state.safetensors");
            String origin = origin();
            var done = TrainingState.load(trained, origin, state);
            log.truncate("iteration", done.rounds());
            long updates = done.updates();
            for (long iteration = done.rounds() + 1; iteration <= settings.iterations(); iteration++) {
                write(trained, served);
                updates = iterate(trained, reference, served, iteration, updates);
                if (iteration % settings.saveEvery() == 0 || iteration == settings.iterations()) {
                    TrainingState.save(trained, origin, new TrainingState(iteration, updates), state);
                }
            }
            write(trained, served);
        }
        return served;
    }

    /** What a saved state must have been made with to be gone on from. */
    private String origin() {
        return "joint training from " + model.toAbsolutePath().normalize().getFileName() + " with " + settings;
    }

    /** One round of attempts and what is learnt from it; returns the updates made so far. */
    private long iterate(
            TrainableModel trained, @Nullable Decoder reference, Path served, long iteration, long updates) {
        long began = System.nanoTime();
        var rollout = new IterationMetrics();
        List<TrainingText> texts = attempt(trained, reference, served, iteration, rollout);
        long sampled = System.nanoTime();
        rollout.sampledIn((sampled - began) / 1e9);
        trained.seed(settings.seed() * 1_000_003 + iteration);
        var batches = new Batches(texts.iterator(), settings.tokensPerBatch(), settings.seed() + iteration);
        double rate = rate(iteration);
        int passes = 0;
        while (batches.hasNext()) {
            rollout.add(trained.accumulate(batches.next(), settings.loss(), 1.0 / settings.batchesPerUpdate()));
            if (++passes % settings.batchesPerUpdate() == 0 || !batches.hasNext()) {
                float[] norms = trained.update(
                        ++updates, rate * settings.policyRate(), rate * settings.headRate(), settings.optimizer());
                rollout.updated(norms);
            }
        }
        rollout.learntIn((System.nanoTime() - sampled) / 1e9);
        log.append(rollout.line(iteration, updates));
        progress.report("joint training", iteration, settings.iterations(), rollout.summary());
        return updates;
    }

    private List<TrainingText> attempt(
            TrainableModel trained,
            @Nullable Decoder reference,
            Path served,
            long iteration,
            IterationMetrics metrics) {
        List<TrainingText> texts = new ArrayList<>();
        try (ReflectiveModel policy =
                ReflectiveModel.load(ModelOptions.of(served).withMaxRows(256).withDtype(settings.dtype()))) {
            var sampling = new Sampling(
                    policy,
                    settings.sampling(),
                    settings.instruction(),
                    settings.seed() * 1_000_003 + iteration,
                    verifier);
            var think = policy.tokenizer().thinkTags();
            var steps = policy.stepRule(settings.sampling());
            for (Iterator<Attempts> all = sampling.attempts(problems.apply(iteration), 0); all.hasNext(); ) {
                Attempts attempts = all.next();
                metrics.add(attempts);
                double[] advantages = GroupAdvantages.of(
                        attempts.attempts().stream().map(Attempt::right).toList());
                for (int i = 0; i < advantages.length; i++) {
                    int[] ids = attempts.text(i);
                    if (ids.length > attempts.prompt().length) {
                        List<Integer> positions = attempts.scoredPositions(i, think, steps);
                        texts.add(new TrainingText(
                                ids,
                                TrainingText.behind(attempts.prompt().length, ids.length),
                                advantage(advantages[i], ids.length - attempts.prompt().length),
                                labels(attempts, i, positions)));
                    }
                }
            }
        }
        return new LogProbabilities(trained, reference, settings.tokensPerBatch()).of(texts);
    }

    private static float[] advantage(double advantage, int tokens) {
        var policy = new float[3 * tokens];
        for (int i = 0; i < policy.length; i += 3) {
            policy[i] = (float) advantage;
        }
        return policy;
    }

    private List<TrainingText.Label> labels(Attempts attempts, int attempt, List<Integer> positions) {
        boolean right = attempts.attempts().get(attempt).right();
        int alike = right ? attempts.right() : attempts.attempts().size() - attempts.right();
        double weight = settings.mixedOnly() ? attempts.attempts().size() / (2.0 * alike) : 1;
        return settings.mixedOnly() && alike == attempts.attempts().size()
                ? List.of()
                : positions.stream()
                        .map(position -> new TrainingText.Label(position, right, weight))
                        .toList();
    }

    private double rate(long iteration) {
        if (settings.decay()) {
            return new CosineSchedule(1, settings.warmup(), settings.iterations()).rate(iteration);
        }
        return Math.min(1, iteration / (double) Math.max(1, settings.warmup()));
    }

    private void write(TrainableModel trained, Path served) {
        CheckpointFolder.writePolicy(trained, settings.dtype(), served);
        CheckpointFolder.writeScoreHead(trained, Dtype.FLOAT32, served);
    }

    /** All that makes a checkpoint but for its weights. */
    private void copyFiles(Path served) {
        try (Stream<Path> files = Files.list(model)) {
            Files.createDirectories(served);
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if ((name.endsWith(".json") && !name.endsWith(".index.json")) || name.endsWith(".jinja")) {
                    Files.copy(file, served.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the checkpoint's files cannot be copied from " + model + " to " + served + " (" + e.getMessage()
                            + "); is the path right, and is there room?",
                    e);
        }
    }
}
