package io.github.metastone4j.training;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.evaluation.Evaluation;
import io.github.metastone4j.evaluation.ProblemResult;
import io.github.metastone4j.evaluation.Sample;
import io.github.metastone4j.evaluation.Strategy;
import io.github.metastone4j.evaluation.rollout.ProgressListener;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.training.kernel.HeadLoss;
import io.github.metastone4j.training.kernel.HeadWeights;
import io.github.metastone4j.training.kernel.LossSettings;
import io.github.metastone4j.training.kernel.LossSettings.StepLoss;
import io.github.metastone4j.training.kernel.OptimizerSettings;
import io.github.metastone4j.training.kernel.TrainableHead;
import io.github.metastone4j.training.kernel.TrainableHead.FeatureScale;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Trains a score head on the features of a frozen policy, from outcomes alone: each step inherits its trajectory's. After
 * every epoch the head judges the held-out problems; the epoch with the best within-problem AUC is kept, and training ends
 * when several in a row are no better.
 *
 * <p>Several seeds give several heads, of which the best is kept and the spread is told.
 */
public final class FrozenHeadTraining {

    /** What a minibatch is made of. */
    public enum Unit {
        /** Steps of any trajectories: every step counts alike. */
        STEPS,
        /** Whole trajectories: every trajectory counts alike, however many steps it has. */
        TRAJECTORIES
    }

    /**
     * What fixes a run, beside its data.
     *
     * @param loss after the warm-up; {@code SPR} is the paper's
     * @param labelSmoothing 0 to 1 (paper: 0)
     * @param dropout 0 to 1 (paper: 0.5)
     * @param balanced whether the right and the wrong trajectories of each problem weigh the same, each as much as the
     *     fewer of them; a problem of which all are right or all wrong then teaches nothing. Without this a head learns
     *     which problems are easy, not which trajectory is right
     * @param warmUpEpochs of plain cross-entropy before: a new head agrees with outcomes by chance, so that a filter by
     *     agreement would confirm it in whatever it happens to say
     * @param epochs at most, behind the warm-up
     * @param patience epochs in a row without a better AUC after which it ends
     * @param batchSteps steps in a minibatch, about
     * @param learningRate at its peak (paper: 1e-5, for heads of millions of parameters on thousands of updates)
     * @param weightDecay of matrices
     * @param aggregator makes a trajectory's score of its steps'
     * @param seeds of the heads, at least one
     */
    public record Settings(
            StepLoss loss,
            double labelSmoothing,
            double dropout,
            boolean balanced,
            int warmUpEpochs,
            int epochs,
            int patience,
            int batchSteps,
            Unit unit,
            double learningRate,
            double weightDecay,
            Aggregator aggregator,
            List<Long> seeds) {

        /** Checks the ranges; the message names the value. */
        public Settings {
            seeds = List.copyOf(seeds);
            LossSettings.headOnly(loss, dropout, labelSmoothing);
            require(warmUpEpochs >= 0, "warm-up epochs", warmUpEpochs);
            require(epochs >= 1, "epochs", epochs);
            require(patience >= 1, "patience", patience);
            require(batchSteps >= 1, "batch", batchSteps);
            require(learningRate > 0 && learningRate < 1, "learning rate", learningRate);
            require(weightDecay >= 0 && weightDecay < 1, "weight decay", weightDecay);
            require(!seeds.isEmpty(), "seeds", seeds);
        }

        private static void require(boolean holds, String name, Object value) {
            if (!holds) {
                throw new IllegalArgumentException(name + " is " + value + "; it is out of range");
            }
        }

        /** With another loss, behind so many epochs of plain cross-entropy. */
        public Settings withLoss(StepLoss newLoss, int newWarmUpEpochs) {
            return new Settings(
                    newLoss,
                    labelSmoothing,
                    dropout,
                    balanced,
                    newWarmUpEpochs,
                    epochs,
                    patience,
                    batchSteps,
                    unit,
                    learningRate,
                    weightDecay,
                    aggregator,
                    seeds);
        }

        public Settings withDropout(double newDropout) {
            return new Settings(
                    loss,
                    labelSmoothing,
                    newDropout,
                    balanced,
                    warmUpEpochs,
                    epochs,
                    patience,
                    batchSteps,
                    unit,
                    learningRate,
                    weightDecay,
                    aggregator,
                    seeds);
        }

        public Settings withBalanced(boolean newBalanced) {
            return new Settings(
                    loss,
                    labelSmoothing,
                    dropout,
                    newBalanced,
                    warmUpEpochs,
                    epochs,
                    patience,
                    batchSteps,
                    unit,
                    learningRate,
                    weightDecay,
                    aggregator,
                    seeds);
        }

        public Settings withSeeds(List<Long> newSeeds) {
            return new Settings(
                    loss,
                    labelSmoothing,
                    dropout,
                    balanced,
                    warmUpEpochs,
                    epochs,
                    patience,
                    batchSteps,
                    unit,
                    learningRate,
                    weightDecay,
                    aggregator,
                    newSeeds);
        }

        /** The paper's loss and dropout, behind a warm-up, at a rate that suits a small head; seed 1. */
        public static Settings standard() {
            return new Settings(
                    StepLoss.SPR,
                    0,
                    0.5,
                    true,
                    2,
                    20,
                    4,
                    1024,
                    Unit.TRAJECTORIES,
                    1e-3,
                    0.01,
                    Aggregator.GEOMETRIC_MEAN,
                    List.of(1L));
        }
    }

    /**
     * What one seed came to.
     *
     * @param head as it was after the best epoch
     * @param evaluation of that head on the held-out problems
     * @param epoch the best one, warm-up included
     * @param kept mean share of steps that the loss's filter kept in that epoch
     * @param parted the update at which right and wrong parted for good: the first logged one from which on, to the last of
     *     the run, the mean score of right held-out trajectories lies above that of wrong ones by more than two standard
     *     errors of the difference, where each problem gives as many right as wrong ones, at most 512 in all; null if they
     *     hadn't at the end
     * @param updates of the whole run
     */
    public record Trained(
            long seed,
            HeadWeights head,
            Evaluation evaluation,
            int epoch,
            double kept,
            @Nullable Long parted,
            long updates) {

        /** The measure by which heads are compared. */
        public double auc() {
            return evaluation.withinProblemAuc().value();
        }
    }

    private static final int LOG_EVERY = 10;
    private static final int PROBE = 512;
    private static final int PROBE_BYTES = 1 << 26;

    private final HeadData data;
    private final Settings settings;
    private final ProgressListener progress;
    private final List<Integer> heldOut;
    private final float[] weights;

    /**
     * A run.
     *
     * @throws IllegalArgumentException if the data cannot teach or cannot measure; the message says why
     */
    public FrozenHeadTraining(HeadData data, Settings settings, ProgressListener progress) {
        this(
                data,
                settings,
                problem -> problem < data.trainingProblems(),
                problem -> problem >= data.trainingProblems(),
                progress);
    }

    /**
     * A run on some of the problems.
     *
     * @param learnt the numbers of those to learn from
     * @param choosing the numbers of those that choose the epoch, none of them learnt from
     */
    FrozenHeadTraining(
            HeadData data, Settings settings, IntPredicate learnt, IntPredicate choosing, ProgressListener progress) {
        this.data = data;
        this.settings = settings;
        this.progress = progress;
        List<Integer> training = numbers(learnt);
        this.heldOut = numbers(choosing);
        requireTeachable(training);
        requireMeasurable();
        this.weights = weights(training);
    }

    private List<Integer> numbers(IntPredicate problems) {
        return IntStream.range(0, data.trajectories().size())
                .filter(number -> problems.test(data.trajectories().get(number).problem()))
                .boxed()
                .toList();
    }

    private void requireTeachable(List<Integer> training) {
        if (data.features().rows() == 0) {
            throw new IllegalArgumentException(
                    "none of " + data.trajectories().size()
                            + " trajectories has a scored step; choose another step rule (--step-rule paragraph, or window:64)");
        }
        long right = training.stream()
                .filter(number -> data.trajectories().get(number).right())
                .count();
        if (right == 0 || right == training.size()) {
            throw new IllegalArgumentException("all " + training.size() + " trajectories to learn from are "
                    + (right == 0 ? "wrong" : "right") + "; a head learns from the difference: "
                    + (right == 0
                            ? "give easier problems, check that the answers' spelling is what the model boxes,"
                                    + " or ask it to box them (--instruction)"
                            : "give harder problems, or sample hotter (--temperature)"));
        }
    }

    private void requireMeasurable() {
        Set<Integer> right = new HashSet<>();
        Set<Integer> wrong = new HashSet<>();
        for (int number : heldOut) {
            JudgedTrajectory trajectory = data.trajectories().get(number);
            (trajectory.right() ? right : wrong).add(trajectory.problem());
        }
        if (Collections.disjoint(right, wrong)) {
            long problems = heldOut.stream()
                    .map(number -> data.trajectories().get(number).problem())
                    .distinct()
                    .count();
            throw new IllegalArgumentException("none of " + problems
                    + " held-out problems has both right and wrong trajectories, so that no head can be measured;"
                    + " give more problems, or more samples of each");
        }
    }

    /** What each trajectory counts: 0 for those not to be learnt from. */
    private float[] weights(List<Integer> training) {
        float[] result = new float[data.trajectories().size()];
        List<Integer> usable = training.stream()
                .filter(number -> data.trajectories().get(number).twin() == number && steps(number) > 0)
                .toList();
        int[][] counts = new int[data.problems().size()][2];
        long steps = 0;
        for (int number : usable) {
            JudgedTrajectory trajectory = data.trajectories().get(number);
            counts[trajectory.problem()][trajectory.right() ? 1 : 0]++;
            steps += steps(number);
        }
        boolean any = false;
        for (int number : usable) {
            JudgedTrajectory trajectory = data.trajectories().get(number);
            int[] count = counts[trajectory.problem()];
            double weight = 1;
            if (settings.balanced()) {
                weight = (double) Math.min(count[0], count[1]) / count[trajectory.right() ? 1 : 0];
            }
            if (settings.unit() == Unit.TRAJECTORIES) {
                weight *= (double) steps / usable.size() / steps(number);
            }
            result[number] = (float) weight;
            any |= weight > 0;
        }
        if (!any) {
            throw new IllegalArgumentException("no problem has both right and wrong trajectories with a scored step;"
                    + " give problems the model solves now and then, more samples of each,"
                    + " or train without balance (--no-balance)");
        }
        return result;
    }

    private int steps(int trajectory) {
        int[] rows = data.rows(trajectory);
        return rows[1] - rows[0];
    }

    /**
     * Trains one head for each seed: the results, best first.
     *
     * @param log takes a line every few updates, and one every epoch
     */
    public List<Trained> run(Consumer<ObjectNode> log) {
        FeatureScale scale = scale();
        List<Trained> results = new ArrayList<>();
        for (long seed : settings.seeds()) {
            results.add(train(seed, scale, log));
        }
        results.sort(Comparator.comparingDouble(Trained::auc).reversed());
        return results;
    }

    private FeatureScale scale() {
        FeatureStore features = data.features();
        int width = features.width();
        int[] rows = trainingRows();
        int perBatch = rowsPerBatch();
        Stream<ByteBuffer> parts = IntStream.iterate(0, from -> from < rows.length, from -> from + perBatch)
                .mapToObj(
                        from -> features.read(Arrays.copyOfRange(rows, from, Math.min(rows.length, from + perBatch))));
        double[] sums = TrainableHead.sums(parts, width, features.dtype());
        float[] mean = new float[width];
        float[] deviation = new float[width];
        for (int i = 0; i < width; i++) {
            double average = sums[i] / rows.length;
            double variance = sums[width + i] / rows.length - average * average;
            mean[i] = (float) average;
            // What is always the same says nothing, and must not be blown up.
            deviation[i] = variance > 1e-10 * (1 + average * average) ? (float) Math.sqrt(variance) : 1;
        }
        return new FeatureScale(mean, deviation);
    }

    private int rowsPerBatch() {
        return Math.max(
                1,
                Math.min(
                        8192,
                        PROBE_BYTES
                                / (data.features().width()
                                        * data.features().dtype().bytes())));
    }

    private int[] trainingRows() {
        return IntStream.range(0, data.features().rows())
                .filter(row -> weights[data.features().trajectory(row)] > 0)
                .toArray();
    }

    private Trained train(long seed, FeatureScale scale, Consumer<ObjectNode> log) {
        FeatureStore features = data.features();
        int[] rows = trainingRows();
        int epochs = settings.warmUpEpochs() + settings.epochs();
        long planned = (long) epochs * Math.max(1, rows.length / settings.batchSteps());
        var schedule = new CosineSchedule(settings.learningRate(), Math.max(1, Math.min(50, planned / 10)), planned);
        var optimizer = new OptimizerSettings(0.9, 0.999, settings.weightDecay(), 1);
        var probe = new Probe();
        List<Gap> gaps = new ArrayList<>();
        Trained best = null;
        long update = 0;
        try (var head = new TrainableHead(features.width(), features.dtype(), scale, seed)) {
            for (int epoch = 1, worse = 0; epoch <= epochs && worse < settings.patience(); epoch++) {
                boolean warmUp = epoch <= settings.warmUpEpochs();
                LossSettings loss = LossSettings.headOnly(
                        warmUp ? StepLoss.BCE : settings.loss(), settings.dropout(), settings.labelSmoothing());
                double kept = 0;
                List<int[]> batches = batches(rows, new Random(seed * 1_000 + epoch));
                for (int[] batch : batches) {
                    update++;
                    HeadLoss measured = update(head, batch, loss, schedule.rate(update), optimizer);
                    kept += measured.kept() / batches.size();
                    if (update % LOG_EVERY == 0) {
                        gaps.add(probe.gap(head, update));
                        log.accept(line(seed, epoch, loss, measured, gaps.get(gaps.size() - 1)));
                    }
                }
                HeadWeights now = head.weights();
                Evaluation evaluation = evaluate(head, now);
                log.accept(line(seed, epoch, kept, evaluation));
                progress.report(
                        "training, seed " + seed,
                        epoch,
                        epochs,
                        String.format(
                                Locale.ROOT,
                                "%s, kept %.2f, AUC %.3f",
                                loss.stepLoss(),
                                kept,
                                evaluation.withinProblemAuc().value()));
                if (!warmUp) {
                    Trained trained = new Trained(seed, now, evaluation, epoch, kept, null, update);
                    worse = best == null || trained.auc() > best.auc() ? 0 : worse + 1;
                    best = worse == 0 ? trained : best;
                }
            }
        }
        if (best == null) {
            throw new IllegalStateException("no epoch was run");
        }
        progress.report(
                "training, seed " + seed,
                epochs,
                epochs,
                String.format(Locale.ROOT, "best was epoch %d, AUC %.3f", best.epoch(), best.auc()));
        return new Trained(seed, best.head(), best.evaluation(), best.epoch(), best.kept(), parted(gaps), update);
    }

    private HeadLoss update(
            TrainableHead head, int[] batch, LossSettings loss, double rate, OptimizerSettings optimizer) {
        float[] outcomes = new float[batch.length];
        float[] weight = new float[batch.length];
        for (int i = 0; i < batch.length; i++) {
            int trajectory = data.features().trajectory(batch[i]);
            outcomes[i] = data.trajectories().get(trajectory).right() ? 1 : 0;
            weight[i] = weights[trajectory];
        }
        HeadLoss measured = head.update(data.features().read(batch), outcomes, weight, loss, rate, optimizer);
        if (!Double.isFinite(measured.loss())) {
            throw new IllegalStateException("the loss is " + measured.loss() + " at a learning rate of " + rate
                    + "; lower it (--learning-rate)");
        }
        return measured;
    }

    /** Rows of one epoch's minibatches. */
    private List<int[]> batches(int[] rows, Random random) {
        List<Integer> units = new ArrayList<>();
        boolean whole = settings.unit() == Unit.TRAJECTORIES;
        for (int row : rows) {
            int unit = whole ? data.features().trajectory(row) : row;
            if (units.isEmpty() || units.get(units.size() - 1) != unit) {
                units.add(unit);
            }
        }
        Collections.shuffle(units, random);
        List<int[]> batches = new ArrayList<>();
        var batch = IntStream.builder();
        int size = 0;
        for (int i = 0; i < units.size(); i++) {
            int unit = units.get(i);
            int[] range = whole ? data.features().rowsOf(unit) : new int[] {unit, unit + 1};
            for (int row = range[0]; row < range[1]; row++) {
                batch.add(row);
                size++;
            }
            if (size >= settings.batchSteps() || i + 1 == units.size()) {
                batches.add(batch.build().toArray());
                batch = IntStream.builder();
                size = 0;
            }
        }
        return batches;
    }

    private static @Nullable Long parted(List<Gap> gaps) {
        Long parted = null;
        for (int i = gaps.size() - 1; i >= 0 && gaps.get(i).isClear(); i--) {
            parted = gaps.get(i).update();
        }
        return parted;
    }

    private Evaluation evaluate(TrainableHead head, HeadWeights now) {
        return Evaluation.of(results(head, now, heldOut), settings.aggregator(), 1);
    }

    /** What a finished head says of the samples of some problems, given by their numbers. */
    List<ProblemResult> judged(HeadWeights head, IntPredicate problems) {
        FeatureStore features = data.features();
        try (var kernel =
                new TrainableHead(features.width(), features.dtype(), FeatureScale.none(features.width()), 1)) {
            return results(kernel, head, numbers(problems));
        }
    }

    private List<ProblemResult> results(TrainableHead head, HeadWeights now, List<Integer> trajectories) {
        List<List<Double>> scores = scores(head, now, trajectories);
        List<ProblemResult> results = new ArrayList<>();
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < trajectories.size(); i++) {
            JudgedTrajectory trajectory = data.trajectories().get(trajectories.get(i));
            samples.add(new Sample(
                    scores.get(i),
                    trajectory.answer(),
                    trajectory.right(),
                    trajectory.logProbability(),
                    trajectory.tokens()));
            int problem = trajectory.problem();
            if (i + 1 == trajectories.size()
                    || data.trajectories().get(trajectories.get(i + 1)).problem() != problem) {
                results.add(new ProblemResult(
                        "problem " + (problem + 1),
                        0,
                        data.problems().get(problem).answer(),
                        samples));
                samples = new ArrayList<>();
            }
        }
        return results;
    }

    /** The scores of some trajectories' steps, by a finished head. */
    private List<List<Double>> scores(TrainableHead head, HeadWeights now, List<Integer> trajectories) {
        List<List<Double>> scores = new ArrayList<>();
        int perBatch = rowsPerBatch();
        for (int from = 0; from < trajectories.size(); ) {
            var rows = IntStream.builder();
            int count = 0;
            int to = from;
            while (to < trajectories.size() && (to == from || count + steps(trajectories.get(to)) <= perBatch)) {
                int[] range = data.rows(trajectories.get(to++));
                IntStream.range(range[0], range[1]).forEach(rows::add);
                count += range[1] - range[0];
            }
            float[] logits = count == 0
                    ? new float[0]
                    : head.logits(now, data.features().read(rows.build().toArray()));
            int at = 0;
            for (int i = from; i < to; i++) {
                List<Double> own = new ArrayList<>();
                for (int end = at + steps(trajectories.get(i)); at < end; at++) {
                    own.add(1 / (1 + Math.exp(-(double) logits[at])));
                }
                scores.add(own);
            }
            from = to;
        }
        return scores;
    }

    /**
     * Mean scores of right and wrong trajectories at an update.
     *
     * @param standardError of the difference of the two
     */
    private record Gap(long update, double right, double wrong, double standardError) {
        boolean isClear() {
            return right - wrong > 2 * standardError;
        }
    }

    /**
     * Held-out trajectories by which one sees right and wrong part: as many right as wrong ones of each problem, since else
     * one would see easy problems part from hard ones.
     */
    private final class Probe {

        private final List<Integer> trajectories = new ArrayList<>();

        Probe() {
            Map<Integer, List<List<Integer>>> byProblem = new TreeMap<>();
            for (int number : heldOut) {
                JudgedTrajectory trajectory = data.trajectories().get(number);
                if (steps(number) > 0) {
                    byProblem
                            .computeIfAbsent(
                                    trajectory.problem(), problem -> List.of(new ArrayList<>(), new ArrayList<>()))
                            .get(trajectory.right() ? 1 : 0)
                            .add(number);
                }
            }
            long bytes = 0;
            for (List<List<Integer>> own : byProblem.values()) {
                for (int i = 0; i < Math.min(own.get(0).size(), own.get(1).size()); i++) {
                    long rows =
                            steps(own.get(0).get(i)) + (long) steps(own.get(1).get(i));
                    bytes += rows
                            * data.features().width()
                            * data.features().dtype().bytes();
                    if (trajectories.size() < PROBE && bytes <= PROBE_BYTES) {
                        trajectories.add(own.get(0).get(i));
                        trajectories.add(own.get(1).get(i));
                    }
                }
            }
        }

        Gap gap(TrainableHead head, long update) {
            List<List<Double>> scores = scores(head, head.weights(), trajectories);
            double[] sum = new double[2];
            double[] squares = new double[2];
            int[] count = new int[2];
            for (int i = 0; i < scores.size(); i++) {
                int kind = data.trajectories().get(trajectories.get(i)).right() ? 1 : 0;
                double score = settings.aggregator().aggregate(scores.get(i));
                sum[kind] += score;
                squares[kind] += score * score;
                count[kind]++;
            }
            double error = 0;
            for (int kind = 0; kind < 2; kind++) {
                double mean = sum[kind] / count[kind];
                error += Math.max(0, squares[kind] / count[kind] - mean * mean) / Math.max(1, count[kind] - 1);
            }
            return new Gap(update, sum[1] / count[1], sum[0] / count[0], Math.sqrt(error));
        }
    }

    private static ObjectNode line(long seed, int epoch, LossSettings loss, HeadLoss measured, Gap gap) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("seed", seed).put("epoch", epoch).put("update", gap.update());
        line.put("stepLoss", loss.stepLoss().name()).put("loss", measured.loss());
        line.put("kept", measured.kept()).put("agreement", measured.agreement());
        line.put("gradientNorm", measured.gradientNorm());
        line.put("right", gap.right()).put("wrong", gap.wrong());
        line.put("gap", gap.right() - gap.wrong()).put("gapError", gap.standardError());
        return line;
    }

    private static ObjectNode line(long seed, int epoch, double kept, Evaluation evaluation) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("seed", seed).put("epoch", epoch).put("kept", kept);
        line.put("auc", evaluation.withinProblemAuc().value());
        line.put("logProbabilityAuc", evaluation.logProbabilityAuc().value());
        for (Strategy strategy : Strategy.values()) {
            ObjectNode byEffort = line.putObject(strategy.toString());
            evaluation
                    .efforts()
                    .forEach(k -> byEffort.put(
                            String.valueOf(k), evaluation.accuracy(strategy, k).value()));
        }
        return line;
    }
}
