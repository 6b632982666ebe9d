package io.github.metastone4j.training;

import io.github.metastone4j.ModelOptions;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.evaluation.ProblemResult;
import io.github.metastone4j.evaluation.rollout.EvaluationRun;
import io.github.metastone4j.evaluation.rollout.OutcomeVerifier;
import io.github.metastone4j.evaluation.rollout.Problem;
import io.github.metastone4j.evaluation.rollout.Problems;
import io.github.metastone4j.evaluation.rollout.ProgressListener;
import io.github.metastone4j.evaluation.rollout.RatedProblem;
import io.github.metastone4j.evaluation.rollout.RolloutStore;
import io.github.metastone4j.evaluation.rollout.Sampling;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.training.AblationReport.Row;
import io.github.metastone4j.training.FrozenHeadTraining.Trained;
import io.github.metastone4j.training.kernel.LossSettings;
import io.github.metastone4j.training.kernel.LossSettings.StepLoss;
import io.github.metastone4j.training.kernel.OptimizerSettings;
import io.github.metastone4j.training.kernel.PolicyLoss;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What matters: heads that differ from a base in one thing each, learnt from the same samples and measured on the same
 * held-out ones, with several seeds; and short joint runs that differ in their coupling.
 *
 * <p>One training problem in five is kept from the heads and chooses the epoch, so that held-out problems choose nothing.
 *
 * <p>All of it lies in one folder: {@code rollouts.jsonl}, {@code features-N.bin} for each layer, {@code joint-*} for the
 * joint runs, {@code ablation.jsonl}, a line for each variant and seed, from which a run that was stopped goes on, and in the end
 * {@code ablation.md} and {@code ablation.json}.
 */
public final class Ablation {

    /** What has no coupling: the checkpoint as it is, on the samples that joint runs are measured by. */
    static final String START = "before";

    static final List<Double> COUPLINGS = List.of(0.0, 1e-4, 1.0);

    private static final String ROLLOUTS = "rollouts.jsonl";
    private static final String RESULTS = "ablation.jsonl";
    private static final String TABLE = "ablation.md";
    private static final String JSON = "ablation.json";
    private static final int CHOOSING = 5;
    private static final int MAX_ROWS = 256;
    private static final List<Double> SHARES = List.of(0.5, 0.25, 0.1);
    private static final List<Double> DROPOUTS = List.of(0.5, 0.1, 0.0);

    /**
     * What fixes a run, beside its model and problems.
     *
     * @param sampling how trajectories are drawn, cut into steps and scored; k is {@code trajectories}
     * @param instruction appended to every question; may be empty
     * @param base from which variants differ in one thing each; reads before the last layer, has all data, and one head for
     *     each of its seeds
     * @param layers before which heads read, besides the last; null is before each
     * @param factors what is varied
     * @param joint the runs that show what coupling does
     * @param rollouts what an earlier run sampled, a file or its folder: copied and gone on with; may be null
     * @param seed of the sampling
     */
    public record Settings(
            ReflectionSettings sampling,
            String instruction,
            FrozenHeadTraining.Settings base,
            @Nullable List<Integer> layers,
            Set<AblationFactor> factors,
            Joint joint,
            @Nullable Path rollouts,
            long seed) {

        /** Copies what can change. */
        public Settings {
            layers = layers == null ? null : List.copyOf(layers);
            factors = Set.copyOf(factors);
        }
    }

    /**
     * A joint run.
     *
     * @param iterations of each; 0 leaves coupling out
     * @param problems of an iteration
     * @param group trajectories of each problem
     * @param policyRate learning rate of the policy
     * @param headRate learning rate of the head
     */
    public record Joint(long iterations, int problems, int group, double policyRate, double headRate) {

        /** Checks the ranges; the message names the value. */
        public Joint {
            if (iterations < 0 || problems < 1 || group < 2) {
                throw new IllegalArgumentException(
                        "joint runs need 0 iterations or more, 1 problem or more in each, and"
                                + " 2 trajectories or more of each; got " + iterations + ", " + problems + " and "
                                + group);
            }
            if (!(policyRate >= 0) || !(headRate >= 0)) {
                throw new IllegalArgumentException(
                        "learning rates may not be negative; got " + policyRate + " and " + headRate);
            }
        }

        /** Four iterations of 32 problems and 8 trajectories of each, at rates for a small model. */
        public static Joint standard() {
            return new Joint(4, 32, 8, 1e-5, 1e-4);
        }

        String text() {
            return String.format(
                    Locale.ROOT,
                    "%d iterations of %d problems x %d, rates %s and %s",
                    iterations,
                    problems,
                    group,
                    policyRate,
                    headRate);
        }
    }

    /** A head to train: how, before which layer, and on which share of the problems. */
    private record Variant(String name, FrozenHeadTraining.Settings training, int layer, double share) {}

    private final ReflectiveModel model;
    private final Problems problems;
    private final OutcomeVerifier verifier;
    private final Settings settings;
    private final Path folder;
    private final ProgressListener progress;
    private final int lastLayer;
    private final String base;
    private final Map<String, Variant> variants = new LinkedHashMap<>();
    private final List<Row> rows = new ArrayList<>();

    /**
     * A run that keeps everything in a folder, and goes on with what it finds there of its own.
     *
     * @throws IllegalArgumentException if the model or the problems do not allow what is asked for
     */
    public Ablation(
            ReflectiveModel model,
            Problems problems,
            OutcomeVerifier verifier,
            Settings settings,
            Path folder,
            ProgressListener progress) {
        this.model = model;
        this.problems = problems;
        this.verifier = verifier;
        this.settings = settings;
        this.folder = folder;
        this.progress = progress;
        this.lastLayer = model.checkpoint().config().layers() - 1;
        this.base = aggregated("base", settings.base().aggregator());
        requirePossible(settings.sampling().trajectories(), folder);
        if (problems.training().size() < 2 * CHOOSING) {
            throw new IllegalArgumentException("there are "
                    + problems.training().size()
                    + " problems to learn from, of which one in " + CHOOSING + " chooses the epoch; give at least "
                    + 2 * CHOOSING);
        }
        if (couples() && !model.hasScoreHead()) {
            throw new IllegalArgumentException(model.name() + " has no score head for joint runs to start from; give it"
                    + " one (train-head), or leave joint runs out (--joint-iterations 0)");
        }
        plan();
    }

    /**
     * Refuses what cannot be, before anything is loaded or computed.
     *
     * @param samples of each problem
     * @throws IllegalArgumentException if there are too few samples, or something in the folder is not such a run's own
     */
    public static void requirePossible(@Nullable Integer samples, Path folder) {
        if (samples == null || samples < 2) {
            throw new IllegalArgumentException(
                    "with fewer than 2 trajectories of each problem there is nothing to choose from; sample 16");
        }
        RunFolder.requireFolder(folder);
        for (String name : List.of(TABLE, JSON)) {
            if (!Files.exists(folder.resolve(RESULTS)) && Files.exists(folder.resolve(name))) {
                throw new IllegalArgumentException(
                        folder + " has an " + name + " that no run of this kind wrote; choose another folder");
            }
        }
    }

    /** Runs to the end, from wherever an earlier run had come. */
    public AblationReport run() {
        List<Problem> all = problems.all();
        var sampling = new Sampling(model, settings.sampling(), settings.instruction(), settings.seed(), verifier);
        Map<String, String> identity = sampling.identity(all);
        RunFolder.create(folder);
        takeRollouts(identity);
        try (var results = AblationStore.open(folder.resolve(RESULTS), fixed(identity))) {
            try (var rollouts = RolloutStore.open(folder.resolve(ROLLOUTS), identity)) {
                sampling.run(all, rollouts, progress);
                train(results, rollouts, Sampling.digest(identity.toString()));
            }
            if (couples()) {
                joint(results);
            }
            return report(measured(results));
        }
    }

    private AblationReport report(List<AblationResult> measured) {
        var report = new AblationReport(
                problems.training().size(),
                problems.heldOut().size(),
                Objects.requireNonNull(settings.sampling().trajectories()),
                settings.base().seeds(),
                base,
                couples() ? settings.joint().text() : "",
                rows,
                measured);
        RunFolder.write(folder.resolve(TABLE), report.markdown());
        RunFolder.write(folder.resolve(JSON), report.json().toPrettyString() + "\n");
        return report;
    }

    private void takeRollouts(Map<String, String> identity) {
        Path target = folder.resolve(ROLLOUTS);
        if (settings.rollouts() == null || Files.exists(target)) {
            return;
        }
        Path source =
                Files.isDirectory(settings.rollouts()) ? settings.rollouts().resolve(ROLLOUTS) : settings.rollouts();
        RolloutStore.requireBegunWith(source, identity);
        Path partial = folder.resolve(ROLLOUTS + ".partial");
        try {
            Files.copy(source, partial, StandardCopyOption.REPLACE_EXISTING);
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "attempts cannot be copied from " + source + " to " + target + " (" + e.getMessage()
                            + "); is there space left?",
                    e);
        }
    }

    private Map<String, String> fixed(Map<String, String> identity) {
        Map<String, String> fixed = new TreeMap<>(identity);
        fixed.put("heldOut", String.valueOf(problems.heldOut().size()));
        fixed.put("stepRule", String.valueOf(settings.sampling().stepRule()));
        // Seeds may be added.
        fixed.put("base", settings.base().withSeeds(List.of(0L)).toString());
        return fixed;
    }

    private boolean couples() {
        return varies(AblationFactor.COUPLING) && settings.joint().iterations() > 0;
    }

    private boolean varies(AblationFactor factor) {
        return settings.factors().contains(factor);
    }

    private static String aggregated(String variant, Aggregator aggregator) {
        return variant + ", " + aggregator;
    }

    private void plan() {
        FrozenHeadTraining.Settings like = settings.base();
        variants.put(base, new Variant(base, like, lastLayer, 1));
        rows.add(new Row(null, "base", base));
        if (varies(AblationFactor.LOSS)) {
            int warmUp = like.warmUpEpochs();
            for (StepLoss loss : List.of(StepLoss.SPR, StepLoss.SPR_BALANCED, StepLoss.SPR_SOFT, StepLoss.BCE)) {
                String name = loss.name().toLowerCase(Locale.ROOT).replace('_', '-');
                add(AblationFactor.LOSS, name, like.withLoss(loss, warmUp), lastLayer, 1);
            }
            add(AblationFactor.LOSS, AblationReport.NO_WARM_UP, like.withLoss(StepLoss.SPR, 0), lastLayer, 1);
        }
        if (varies(AblationFactor.LAYER)) {
            Set<Integer> layers = new HashSet<>(
                    settings.layers() == null
                            ? IntStream.rangeClosed(0, lastLayer).boxed().toList()
                            : settings.layers());
            layers.add(lastLayer);
            layers.stream().sorted().forEach(layer -> {
                HeadData.Reading.of(model, settings.sampling(), layer, null);
                add(AblationFactor.LAYER, String.valueOf(layer), like, layer, 1);
            });
        }
        if (varies(AblationFactor.AGGREGATOR)) {
            for (Aggregator aggregator : Aggregator.values()) {
                rows.add(new Row(AblationFactor.AGGREGATOR, aggregator.toString(), aggregated("base", aggregator)));
            }
        }
        if (varies(AblationFactor.BALANCE)) {
            add(AblationFactor.BALANCE, "within problems", like.withBalanced(true), lastLayer, 1);
            add(AblationFactor.BALANCE, "none", like.withBalanced(false), lastLayer, 1);
        }
        if (varies(AblationFactor.DATA)) {
            add(AblationFactor.DATA, "100 %", like, lastLayer, 1);
            SHARES.forEach(share -> add(AblationFactor.DATA, Math.round(100 * share) + " %", like, lastLayer, share));
        }
        if (varies(AblationFactor.DROPOUT)) {
            DROPOUTS.forEach(dropout ->
                    add(AblationFactor.DROPOUT, String.valueOf(dropout), like.withDropout(dropout), lastLayer, 1));
        }
        if (couples()) {
            rows.add(new Row(AblationFactor.COUPLING, START, jointName(null)));
            COUPLINGS.forEach(coupling ->
                    rows.add(new Row(AblationFactor.COUPLING, String.valueOf(coupling), jointName(coupling))));
        }
    }

    /** What equals the base is not trained twice. */
    private void add(
            AblationFactor factor, String setting, FrozenHeadTraining.Settings training, int layer, double share) {
        boolean isBase = training.equals(settings.base()) && layer == lastLayer && share == 1;
        String name = isBase ? base : factor + " " + setting;
        variants.putIfAbsent(name, new Variant(name, training, layer, share));
        rows.add(new Row(factor, setting, name));
    }

    private String jointName(@Nullable Double coupling) {
        return coupling == null
                ? "joint, " + START
                : "joint, coupling " + coupling + ", " + settings.joint().text();
    }

    private List<AblationResult> measured(AblationStore results) {
        return rows.stream()
                .map(Row::variant)
                .distinct()
                .flatMap(name -> settings.base().seeds().stream().map(seed -> results.get(name, seed)))
                .map(Objects::requireNonNull)
                .toList();
    }

    private void train(AblationStore results, RolloutStore rollouts, String origin) {
        int of = variants.size() * settings.base().seeds().size();
        int done = 0;
        Map<Integer, List<Variant>> byLayer = new TreeMap<>(Collections.reverseOrder());
        variants.values().forEach(one -> byLayer.computeIfAbsent(one.layer(), layer -> new ArrayList<>())
                .add(one));
        for (Map.Entry<Integer, List<Variant>> own : byLayer.entrySet()) {
            HeadData data = null;
            for (Variant variant : own.getValue()) {
                for (long seed : settings.base().seeds()) {
                    done++;
                    if (isMissing(results, variant, seed)) {
                        data = data == null ? data(rollouts, origin, own.getKey()) : data;
                        List<AblationResult> together = train(data, variant, seed);
                        results.add(together);
                        progress.report("heads", done, of, told(together.get(0)));
                    }
                }
            }
        }
    }

    private static String told(AblationResult result) {
        return String.format(Locale.ROOT, "%s, seed %d: AUC %.3f", result.variant(), result.seed(), result.auc());
    }

    private boolean isMissing(AblationStore results, Variant variant, long seed) {
        return names(variant).keySet().stream().anyMatch(name -> results.get(name, seed) == null);
    }

    /** A head's results by the aggregators that are asked for: the base has all, since they cost nothing. */
    private Map<String, Aggregator> names(Variant variant) {
        Map<String, Aggregator> names = new LinkedHashMap<>();
        names.put(variant.name(), settings.base().aggregator());
        if (variant.name().equals(base) && varies(AblationFactor.AGGREGATOR)) {
            for (Aggregator aggregator : Aggregator.values()) {
                names.put(aggregated("base", aggregator), aggregator);
            }
        }
        return names;
    }

    private HeadData data(RolloutStore rollouts, String origin, int layer) {
        return HeadData.of(
                problems,
                rollouts,
                model.decoder(),
                HeadData.Reading.of(model, settings.sampling(), layer, null),
                origin,
                folder.resolve("features-" + layer + ".bin"),
                (what, done, of, detail) -> progress.report(what + " of layer " + layer, done, of, detail));
    }

    private List<AblationResult> train(HeadData data, Variant variant, long seed) {
        Set<Integer> learnt = learnt(data.trainingProblems(), variant.share(), seed);
        try {
            var training = new FrozenHeadTraining(
                    data,
                    variant.training().withSeeds(List.of(seed)),
                    learnt::contains,
                    problem -> problem < data.trainingProblems() && chooses(problem),
                    (what, done, of, detail) -> {});
            Trained trained = training.run(line -> {}).get(0);
            List<ProblemResult> results =
                    training.judged(trained.head(), problem -> problem >= data.trainingProblems());
            return names(variant).entrySet().stream()
                    .map(one -> AblationResult.of(one.getKey(), seed, results, one.getValue()))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + variant.name() + "' cannot be trained with seed " + seed + ": " + e.getMessage(), e);
        }
    }

    private static boolean chooses(int problem) {
        return problem % CHOOSING == CHOOSING - 1;
    }

    /** A share of the problems, drawn with the seed; smaller shares lie within larger ones. */
    private static Set<Integer> learnt(int training, double share, long seed) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, training)
                .filter(problem -> !chooses(problem))
                .boxed()
                .toList());
        Collections.shuffle(order, new Random(seed));
        return Set.copyOf(order.subList(0, (int) Math.ceil(share * order.size())));
    }

    private void joint(AblationStore results) {
        List<@Nullable Double> couplings = new ArrayList<>(COUPLINGS);
        couplings.add(0, null);
        int of = couplings.size() * settings.base().seeds().size();
        int done = 0;
        for (Double coupling : couplings) {
            for (long seed : settings.base().seeds()) {
                done++;
                if (results.get(jointName(coupling), seed) == null) {
                    AblationResult result =
                            coupling == null ? measured(model, jointName(null), seed) : joint(coupling, seed);
                    results.add(List.of(result));
                    if (coupling != null) {
                        removeState(coupling, seed);
                    }
                    progress.report("joint runs", done, of, told(result));
                }
            }
        }
    }

    private AblationResult joint(double coupling, long seed) {
        Dtype dtype = model.decoder().dtype();
        Path trained = new JointTraining(
                        ModelOptions.of(model.checkpoint().dir())
                                .withMaxRows(MAX_ROWS)
                                .withAllowMissingHead(true),
                        iteration -> drawn(iteration, seed),
                        verifier,
                        jointSettings(coupling, seed, dtype),
                        jointFolder(coupling, seed),
                        (what, done, of, detail) ->
                                progress.report("coupling " + coupling + ", seed " + seed, done, of, detail))
                .run()
                .checkpoint();
        try (ReflectiveModel served = ReflectiveModel.load(
                ModelOptions.of(trained).withMaxRows(MAX_ROWS).withDtype(dtype))) {
            return measured(served, jointName(coupling), seed);
        }
    }

    private Path jointFolder(double coupling, long seed) {
        return folder.resolve("joint-" + Sampling.digest(settings.joint().text()))
                .resolve("coupling-" + coupling + "-seed-" + seed);
    }

    /** Three times the weights in float32, which nobody goes on from once the run is measured. */
    private void removeState(double coupling, long seed) {
        try {
            Files.deleteIfExists(jointFolder(coupling, seed).resolve("state.safetensors"));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the state of a finished run cannot be removed from " + jointFolder(coupling, seed), e);
        }
    }

    private JointTraining.Settings jointSettings(double coupling, long seed, Dtype dtype) {
        FrozenHeadTraining.Settings head = settings.base();
        Joint joint = settings.joint();
        return new JointTraining.Settings(
                joint.iterations(),
                settings.sampling().withTrajectories(joint.group()),
                settings.instruction(),
                new LossSettings(
                        1, 1, head.loss(), coupling, head.dropout(), head.labelSmoothing(), PolicyLoss.paper()),
                head.balanced(),
                4096,
                4,
                joint.policyRate(),
                joint.headRate(),
                1,
                false,
                new OptimizerSettings(0.9, 0.999, head.weightDecay(), 1),
                dtype,
                false,
                joint.iterations(),
                seed);
    }

    /** The problems of an iteration: all in turn, in an order that the seed gives. */
    private List<Problem> drawn(long iteration, long seed) {
        List<Problem> order = new ArrayList<>(problems.training());
        Collections.shuffle(order, new Random(seed));
        long first = (iteration - 1) * settings.joint().problems();
        return IntStream.range(0, Math.min(order.size(), settings.joint().problems()))
                .mapToObj(i -> order.get((int) ((first + i) % order.size())))
                .toList();
    }

    /** A model with the head it has, on held-out problems attempted anew. */
    private AblationResult measured(ReflectiveModel served, String variant, long seed) {
        List<ProblemResult> results = attempted(
                served,
                seed,
                done -> progress.report(
                        "measuring " + variant + ", seed " + seed,
                        done,
                        problems.heldOut().size(),
                        ""));
        return AblationResult.of(variant, seed, results, settings.base().aggregator());
    }

    /** What an evaluation gives, of held-out problems; the listener is told how many are done. */
    List<ProblemResult> attempted(ReflectiveModel served, long seed, IntConsumer listener) {
        List<RatedProblem> heldOut = problems.heldOut().stream()
                .map(problem -> new RatedProblem(problem, 0))
                .toList();
        // Not the seed of the first samples, and the same for every coupling.
        long drawn = settings.seed() + 7919 * (seed + 1);
        var done = new AtomicInteger();
        return new EvaluationRun(served, settings.sampling(), settings.instruction(), drawn, verifier)
                .over(heldOut, result -> listener.accept(done.incrementAndGet()));
    }
}
