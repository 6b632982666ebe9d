package io.github.metastone4j.training;

import io.github.metastone4j.ModelOptions;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.checkpoint.Checkpoint;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.effort.Calibration;
import io.github.metastone4j.evaluation.rollout.Attempts;
import io.github.metastone4j.evaluation.rollout.Attempts.Attempt;
import io.github.metastone4j.evaluation.rollout.OutcomeVerifier;
import io.github.metastone4j.evaluation.rollout.Problem;
import io.github.metastone4j.evaluation.rollout.ProgressListener;
import io.github.metastone4j.evaluation.rollout.Sampling;
import io.github.metastone4j.generation.StepRule;
import io.github.metastone4j.generation.ThinkTags;
import io.github.metastone4j.kernel.Decoder;
import io.github.metastone4j.kernel.Placement;
import io.github.metastone4j.training.kernel.LossSettings;
import io.github.metastone4j.training.kernel.OptimizerSettings;
import io.github.metastone4j.training.kernel.TrainableModel;
import io.github.metastone4j.training.kernel.TrainingBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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
 *
 * <p>In memory are float32 masters, moments and gradients of all weights, 16 bytes a parameter; the reference, if the loss
 * looks back at it, in the type to compute in; and beside them in turn the policy that attempts, with its cache, and the
 * activations of a pass.
 */
public final class JointTraining {

    /**
     * What fixes a run, beside its model and problems.
     *
     * @param iterations of the whole run
     * @param sampling how trajectories are drawn; {@code trajectories} is the size of a group (paper: 8)
     * @param instruction appended to every question; may be empty
     * @param loss what is minimised; the paper couples head and policy with 1e-4
     * @param mixedOnly whether only problems are learnt from of which some trajectories are right and some wrong, by the head with
     *     both sides weighing the same; else all alike, as the paper does
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
            if (dtype == Dtype.FLOAT16) {
                throw new IllegalArgumentException(
                        "gradients are lost in float16; train in bfloat16 or float32, which take the same weights");
            }
            Integer group = sampling.trajectories();
            if (group != null && group < 2) {
                throw new IllegalArgumentException(
                        "a trajectory's advantage is one over the others of its problem; sample"
                                + " at least 2 of each, not " + group);
            }
        }

        /** As published for 1.5B parameters, 8 trajectories of each problem, computed in bfloat16. */
        public static Settings paper(long iterations) {
            return new Settings(
                    iterations,
                    ReflectionSettings.standard().withTrajectories(8),
                    "",
                    new LossSettings(1, 1, LossSettings.StepLoss.SPR, 1e-4, 0.5),
                    false,
                    4096,
                    4,
                    1e-6,
                    1e-5,
                    0,
                    false,
                    OptimizerSettings.paper(),
                    Dtype.BFLOAT16,
                    false,
                    10,
                    1);
        }

        /** Without what changes no number: how often is saved and, unless rates fall towards it, where the run ends. */
        private Settings bare() {
            return new Settings(
                    decay ? iterations : 1,
                    sampling,
                    instruction,
                    loss,
                    mixedOnly,
                    tokensPerBatch,
                    batchesPerUpdate,
                    policyRate,
                    headRate,
                    warmup,
                    decay,
                    optimizer,
                    dtype,
                    recompute,
                    1,
                    seed);
        }
    }

    /** What was measured with the weights that a run begins from. */
    private static final Set<String> MEASURED = Set.of("golden.json", Calibration.FILE);

    private static final String STATE = "state.safetensors";
    private static final String LOG = "joint-log.jsonl";
    private static final String SERVED = "checkpoint";

    private final ModelOptions model;
    private final LongFunction<List<Problem>> problems;
    private final OutcomeVerifier verifier;
    private final Settings settings;
    private final Path folder;
    private final ProgressListener progress;
    private final MetricWriter log;
    private final boolean prompts;

    /**
     * A run that keeps everything in a folder and goes on with what it finds there.
     *
     * @param model the checkpoint folder to start from, which is also the reference, and how it is served while it attempts
     *     problems; the type to compute in is that of the settings
     * @param problems those of an iteration, counted from 1; always the same for the same number
     * @throws IllegalArgumentException if the options name no folder
     */
    public JointTraining(
            ModelOptions model,
            LongFunction<List<Problem>> problems,
            OutcomeVerifier verifier,
            Settings settings,
            Path folder,
            ProgressListener progress) {
        this(model, problems, verifier, settings, folder, progress, false);
    }

    private JointTraining(
            ModelOptions model,
            LongFunction<List<Problem>> problems,
            OutcomeVerifier verifier,
            Settings settings,
            Path folder,
            ProgressListener progress,
            boolean prompts) {
        if (model.path() == null) {
            throw new IllegalArgumentException("the options name no checkpoint folder to start from");
        }
        this.model = model;
        this.problems = problems;
        this.verifier = verifier;
        this.settings = settings;
        this.folder = folder;
        this.progress = progress;
        this.log = new MetricWriter(folder.resolve(LOG));
        this.prompts = prompts;
    }

    /**
     * The same with problems whose question is the whole prompt, as the model's chat template writes it: with tools, say, or with
     * earlier turns. The settings' instruction is not appended.
     */
    public static JointTraining ofPrompts(
            ModelOptions model,
            LongFunction<List<Problem>> problems,
            OutcomeVerifier verifier,
            Settings settings,
            Path folder,
            ProgressListener progress) {
        return new JointTraining(model, problems, verifier, settings, folder, progress, true);
    }

    /**
     * Refuses a folder that cannot be a run's, before anything is loaded or computed.
     *
     * @throws IllegalArgumentException if it is a file, or something in it is not this run's own
     */
    public static void requirePossible(Path folder) {
        RunFolder.requireFolder(folder);
        if (!Files.exists(folder.resolve(STATE))) {
            for (String name : List.of(LOG, SERVED)) {
                if (Files.exists(folder.resolve(name))) {
                    throw new IllegalArgumentException(
                            folder + " has a " + name + " that no run of this kind wrote; choose another folder");
                }
            }
        }
    }

    /** Runs to the end, from wherever an earlier run had come; the checkpoint is then in {@code checkpoint/}. */
    public JointReport run() {
        requirePossible(folder);
        Path served = folder.resolve(SERVED);
        Path state = folder.resolve(STATE);
        Checkpoint start = Checkpoint.open(Objects.requireNonNull(model.path()));
        if (start.dir()
                .toAbsolutePath()
                .normalize()
                .equals(served.toAbsolutePath().normalize())) {
            throw new IllegalArgumentException(
                    "a run cannot start from " + served + ", which it writes; choose another folder for it");
        }
        boolean apart = settings.loss().policyLoss().divergenceWeight() > 0;
        boolean judges = start.head() != null || settings.loss().headWeight() > 0;
        try (var trained = TrainableModel.copyOf(start, (int) settings.seed(), settings.dtype());
                Decoder reference =
                        apart ? Decoder.load(start, Placement.parse(List.of("cpu")), settings.dtype()) : null) {
            trained.recomputeActivations(settings.recompute());
            String origin = origin(start);
            var done = TrainingState.load(trained, origin, state);
            RunFolder.create(served);
            if (!Files.exists(state)) { // first of all: it marks the folder as a run's
                TrainingState.save(trained, origin, done, state);
            }
            copyFiles(start.dir(), served);
            log.truncate("iteration", done.rounds());
            long updates = done.updates();
            for (long iteration = done.rounds() + 1; iteration <= settings.iterations(); iteration++) {
                write(trained, judges, served);
                updates = iterate(trained, reference, judges, served, iteration, updates);
                if (iteration % settings.saveEvery() == 0 || iteration == settings.iterations()) {
                    TrainingState.save(trained, origin, new TrainingState(iteration, updates), state);
                }
            }
            write(trained, judges, served);
        }
        return new JointReport(served, folder.resolve(LOG), log.lines());
    }

    /** What a saved state must have been made with to be gone on from: all that has a say in the numbers. */
    private String origin(Checkpoint start) {
        return "joint training from " + start.dir().toAbsolutePath().normalize().getFileName() + " with digest "
                + start.digest()
                + (prompts ? ", prompts" : ", problems") + " with digest "
                + Sampling.digest(problemsOf(1).toString()) + ", " + settings.bare()
                + (verifier.identity().isEmpty() ? "" : ", grader=" + verifier.identity());
    }

    private List<Problem> problemsOf(long iteration) {
        List<Problem> some = problems.apply(iteration);
        if (some.isEmpty()) {
            throw new IllegalArgumentException("iteration " + iteration + " has no problems; give it at least one");
        }
        return some;
    }

    /** One round of attempts and what is learnt from it; returns the updates made so far. */
    private long iterate(
            TrainableModel trained,
            @Nullable Decoder reference,
            boolean judges,
            Path served,
            long iteration,
            long updates) {
        long began = System.nanoTime();
        var metrics = new IterationMetrics(judges ? settings.sampling().aggregator() : null);
        List<TrainingText> texts = attempt(served, iteration, metrics);
        long sampled = System.nanoTime();
        metrics.sampledIn((sampled - began) / 1e9);
        new LogProbabilities(trained, reference, settings.tokensPerBatch()).fillIn(texts);
        trained.seed(settings.seed() * 1_000_003 + iteration);
        var batches = new Batches(texts.iterator(), settings.tokensPerBatch(), settings.seed() + iteration);
        double rate = rate(iteration);
        long made = updates;
        while (batches.hasNext()) {
            accumulate(trained, batches, metrics);
            metrics.updated(trained.update(
                    ++made, rate * settings.policyRate(), rate * settings.headRate(), settings.optimizer()));
        }
        metrics.learntIn((System.nanoTime() - sampled) / 1e9);
        log.append(metrics.line(iteration, made));
        progress.report("joint training", iteration, settings.iterations(), metrics.summary());
        return made;
    }

    /** The passes of one update. Each weighs by its tokens and steps, as if all had been one pass. */
    private void accumulate(TrainableModel trained, Batches batches, IterationMetrics metrics) {
        List<TrainingBatch> passes = new ArrayList<>();
        while (passes.size() < settings.batchesPerUpdate() && batches.hasNext()) {
            passes.add(batches.next());
        }
        double tokens = passes.stream().mapToLong(JointTraining::tokens).sum();
        double steps = passes.stream().mapToLong(JointTraining::steps).sum();
        for (TrainingBatch pass : passes) {
            LossSettings share = settings.loss().scaled(tokens(pass) / tokens, steps(pass) / Math.max(1, steps));
            metrics.add(trained.accumulate(pass, share, 1));
        }
    }

    private static long tokens(TrainingBatch pass) {
        return pass.policy().length / 3;
    }

    private static long steps(TrainingBatch pass) {
        return pass.steps().length / 4;
    }

    private List<TrainingText> attempt(Path served, long iteration, IterationMetrics metrics) {
        List<TrainingText> texts = new ArrayList<>();
        try (ReflectiveModel policy = ReflectiveModel.load(
                model.withPath(served).withDtype(settings.dtype()).withAllowMissingHead(true))) {
            long seed = settings.seed() * 1_000_003 + iteration;
            Sampling sampling = prompts
                    ? Sampling.ofPrompts(policy, settings.sampling(), seed, verifier)
                    : new Sampling(policy, settings.sampling(), settings.instruction(), seed, verifier);
            ThinkTags think = policy.tokenizer().thinkTags();
            StepRule steps = policy.stepRule(settings.sampling());
            for (Attempts attempts : sampling.together(problemsOf(iteration))) {
                metrics.add(attempts);
                texts.addAll(texts(attempts, think, steps, settings.mixedOnly()));
            }
        }
        return texts;
    }

    /**
     * What is to be learnt from attempts at one problem; those without a token of their own teach nothing. Where all are right, or all
     * wrong, none has an advantage: they would only hold the policy near its reference, and are left out where the head does not
     * learn from them either.
     */
    static List<TrainingText> texts(Attempts attempts, @Nullable ThinkTags think, StepRule steps, boolean mixedOnly) {
        double[] advantages = GroupAdvantages.of(
                attempts.attempts().stream().map(Attempt::right).toList());
        List<TrainingText> texts = new ArrayList<>();
        if (mixedOnly && (attempts.right() == 0 || attempts.right() == advantages.length)) {
            return texts;
        }
        for (int i = 0; i < advantages.length; i++) {
            Attempt attempt = attempts.attempts().get(i);
            int prompt = attempts.prompt().length;
            int[] ids = attempts.text(i);
            boolean[] learnt = TrainingText.behind(prompt, ids.length);
            if (attempt.cut()) {
                learnt[prompt + attempt.thinking() - 1] = false;
            }
            int tokens = attempt.output().length - (attempt.cut() ? 1 : 0);
            if (tokens > 0) {
                texts.add(new TrainingText(
                        ids,
                        learnt,
                        advantage(advantages[i], tokens),
                        labels(attempts, i, attempts.scoredPositions(i, think, steps), mixedOnly)));
            }
        }
        return texts;
    }

    private static float[] advantage(double advantage, int tokens) {
        var policy = new float[3 * tokens];
        for (int i = 0; i < policy.length; i += 3) {
            policy[i] = (float) advantage;
        }
        return policy;
    }

    private static List<TrainingText.Label> labels(
            Attempts attempts, int attempt, List<Integer> positions, boolean mixedOnly) {
        boolean right = attempts.attempts().get(attempt).right();
        int alike = right ? attempts.right() : attempts.attempts().size() - attempts.right();
        double weight = mixedOnly ? attempts.attempts().size() / (2.0 * alike) : 1;
        return positions.stream()
                .map(position -> new TrainingText.Label(position, right, weight))
                .toList();
    }

    private double rate(long iteration) {
        if (settings.decay()) {
            return new CosineSchedule(1, settings.warmup(), settings.iterations()).rate(iteration);
        }
        return Math.min(1, iteration / (double) Math.max(1, settings.warmup()));
    }

    /** @param judges whether it has a head that has learnt something, or will */
    private void write(TrainableModel trained, boolean judges, Path served) {
        CheckpointFolder.writePolicy(trained, settings.dtype(), served);
        if (judges) {
            CheckpointFolder.writeScoreHead(trained, Dtype.FLOAT32, served);
        }
    }

    /** All that makes a checkpoint but for its weights, and for what was measured with those it had. */
    private static void copyFiles(Path from, Path served) {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                boolean wanted = name.endsWith(".jinja")
                        || (name.endsWith(".json") && !name.endsWith(".index.json") && !MEASURED.contains(name));
                if (wanted && !Files.exists(served.resolve(name))) {
                    Path partial = served.resolve(name + ".partial");
                    Files.copy(file, partial, StandardCopyOption.REPLACE_EXISTING);
                    Files.move(partial, served.resolve(name), StandardCopyOption.ATOMIC_MOVE);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the checkpoint's files cannot be copied from " + from + " to " + served + " (" + e.getMessage()
                            + "); is the path right, and is there room?",
                    e);
        }
    }
}
