package io.github.metastone4j.evaluation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Candidate;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * What effort buys: the accuracy of every strategy at every k, and whether the score tells right from wrong at all.
 *
 * <p>A head can look trained and choose worse than chance, because it learnt which problems are easy and not which
 * trajectory is right. So best-score always stands beside random, majority, log-probability and the oracle, and the AUC is
 * taken within problems.
 *
 * @param aggregator what made trajectory scores of step scores
 * @param problems how many problems were tried
 * @param samplesPerProblem how many samples each has
 * @param parameters how many the model has, its head included; 1 if that is not known
 * @param accuracy by strategy and k, fractions in [0, 1]; k is 1, 2, 4, 8, ... and the number of samples itself
 * @param gain by selector and k: its accuracy minus pass@1, paired by problem, in [-1, 1]
 * @param overMajority by k: accuracy of best-score minus that of majority, paired by problem, in [-1, 1]
 * @param leader the most accurate selector at the largest k
 * @param tokensPerProblem by k: the mean number of tokens that k samples cost
 * @param laws by selector: accuracy over the logarithm of parameters times tokens; empty with fewer than three k
 * @param withinProblemAuc the chance that a right sample scores above a wrong one of the same problem, ties counting half;
 *     0.5 is no knowledge, NaN if no problem has both
 * @param logProbabilityAuc the same for log-probability, the baseline a head has to beat
 * @param calibration whether scores are probabilities
 * @param scoreLength the mean over problems of Spearman's correlation of a sample's score and its number of tokens, in [-1, 1];
 *     NaN if no problem has samples of several scores and lengths
 * @param runningScores how early right and wrong samples part
 * @param mixedProblems how many problems have right and wrong samples
 * @param withoutSteps the fraction of samples that have no scored step and so score 0.0
 * @param adaptive what stopping early gives, by selector, confidence and pruning
 * @param byDifficulty the same accuracies for the problems of each difficulty, ascending
 */
public record Evaluation(
        Aggregator aggregator,
        int problems,
        int samplesPerProblem,
        long parameters,
        Map<Strategy, SortedMap<Integer, Estimate>> accuracy,
        Map<Strategy, SortedMap<Integer, Estimate>> gain,
        SortedMap<Integer, Estimate> overMajority,
        Leader leader,
        SortedMap<Integer, Double> tokensPerProblem,
        Map<Strategy, ScalingLaw> laws,
        Estimate withinProblemAuc,
        Estimate logProbabilityAuc,
        Calibration calibration,
        Estimate scoreLength,
        RunningScores runningScores,
        int mixedProblems,
        double withoutSteps,
        List<AdaptiveEffort> adaptive,
        List<Stratum> byDifficulty) {

    /** A line through fewer accuracies than this fits whatever they are. */
    private static final int FEWEST_FOR_A_LAW = 3;

    /** As {@link #of(List, Aggregator, long, long)}, of a model whose number of parameters is not known: cost is in tokens. */
    public static Evaluation of(List<ProblemResult> results, Aggregator aggregator, long seed) {
        return of(results, aggregator, seed, 1);
    }

    /**
     * Evaluates results with the same number of samples for every problem. The same seed gives the same numbers.
     *
     * @param seed of random subsets and of the bootstrap
     * @param parameters of the model, such as {@code Checkpoint.parameters()}
     * @throws IllegalArgumentException if there are no results, or their numbers of samples differ
     */
    public static Evaluation of(List<ProblemResult> results, Aggregator aggregator, long seed, long parameters) {
        int samples = samplesPerProblem(results);
        List<Integer> efforts = efforts(samples);
        List<SubsetAccuracy> subsets = results.stream()
                .map(result -> new SubsetAccuracy(result, aggregator, seed))
                .toList();
        AccuracyPerProblem measured = new AccuracyPerProblem(subsets, efforts);
        Bootstrap bootstrap = new Bootstrap(seed);
        Map<Strategy, SortedMap<Integer, Estimate>> accuracy = measured.means(problem -> true, bootstrap);
        double[] auc = measurable(subsets, subset -> subset.auc(SubsetAccuracy::score));
        SortedMap<Integer, Double> tokens = new TreeMap<>();
        efforts.forEach(k -> tokens.put(k, k * mean(results, Sample::tokens)));
        return new Evaluation(
                aggregator,
                results.size(),
                samples,
                parameters,
                accuracy,
                gain(measured, bootstrap),
                measured.difference(Strategy.BEST_SCORE, Strategy.MAJORITY, bootstrap),
                measured.leader(bootstrap),
                Collections.unmodifiableSortedMap(tokens),
                laws(accuracy, tokens, parameters),
                bootstrap.mean(auc),
                bootstrap.mean(measurable(subsets, subset -> subset.auc(Candidate::logProbability))),
                Calibration.of(subsets.stream()
                        .flatMap(subset -> subset.scored().stream())
                        .toList()),
                bootstrap.mean(measurable(subsets, SubsetAccuracy::scoreLength)),
                RunningScores.of(results, aggregator),
                auc.length,
                mean(results, sample -> sample.stepScores().isEmpty() ? 1 : 0),
                AdaptiveEffort.all(subsets, bootstrap),
                strata(results, measured, bootstrap));
    }

    private static Map<Strategy, SortedMap<Integer, Estimate>> gain(AccuracyPerProblem measured, Bootstrap bootstrap) {
        Map<Strategy, SortedMap<Integer, Estimate>> gain = new EnumMap<>(Strategy.class);
        Strategy.selectors()
                .forEach(selector -> gain.put(selector, measured.difference(selector, Strategy.RANDOM, bootstrap)));
        return Collections.unmodifiableMap(gain);
    }

    private static Map<Strategy, ScalingLaw> laws(
            Map<Strategy, SortedMap<Integer, Estimate>> accuracy, SortedMap<Integer, Double> tokens, long parameters) {
        Map<Strategy, ScalingLaw> laws = new EnumMap<>(Strategy.class);
        double[] cost = tokens.values().stream()
                .mapToDouble(count -> parameters * count)
                .toArray();
        if (cost.length >= FEWEST_FOR_A_LAW) {
            Strategy.selectors()
                    .forEach(selector -> laws.put(
                            selector,
                            ScalingLaw.fit(
                                    cost,
                                    at(accuracy, selector).values().stream()
                                            .mapToDouble(Estimate::value)
                                            .toArray())));
        }
        return Collections.unmodifiableMap(laws);
    }

    private static List<Stratum> strata(List<ProblemResult> results, AccuracyPerProblem measured, Bootstrap bootstrap) {
        return results.stream()
                .map(ProblemResult::difficulty)
                .distinct()
                .sorted()
                .map(difficulty -> new Stratum(
                        difficulty,
                        (int) results.stream()
                                .filter(result -> result.difficulty() == difficulty)
                                .count(),
                        measured.means(problem -> results.get(problem).difficulty() == difficulty, bootstrap)))
                .toList();
    }

    /** The k reported, ascending. */
    public List<Integer> efforts() {
        return List.copyOf(tokensPerProblem.keySet());
    }

    /**
     * The accuracy of one strategy.
     *
     * @throws IllegalArgumentException if k is not among {@link #efforts()}
     */
    public Estimate accuracy(Strategy strategy, int k) {
        return at(accuracy, strategy, k);
    }

    /** Parameters times the mean number of tokens that k samples cost: what the scaling laws are fitted over. */
    public double parameterTokens(int k) {
        return parameters * at(tokensPerProblem, k);
    }

    /** Tables in plain ASCII for a terminal, at most 80 columns wide. */
    public String text() {
        return EffortTable.text(this);
    }

    /** The same tables in Markdown. */
    public String markdown() {
        return EffortTable.markdown(this);
    }

    /**
     * Everything, for programs: {@code accuracy.<strategy>.<k>} as fractions, {@code interval95.<strategy>.<k>} as {@code
     * [low, high]}, and the other components by their names. What could not be measured is null.
     */
    public ObjectNode json() {
        return EffortJson.of(this);
    }

    /** A line plot of accuracy against k. */
    public Plot plot() {
        return EffortPlot.of(this);
    }

    /**
     * All drawings, by name: {@code accuracy-k}, and, where there is something to draw, {@code accuracy-compute} with the fitted
     * laws, {@code reliability} and {@code steps}.
     */
    public SortedMap<String, Plot> plots() {
        SortedMap<String, Plot> plots = new TreeMap<>();
        plots.put("accuracy-k", plot());
        if (!laws.isEmpty()) {
            plots.put("accuracy-compute", ComputePlot.of(this));
        }
        if (!calibration.bins().isEmpty()) {
            plots.put("reliability", ReliabilityPlot.of(calibration));
            plots.put("steps", RunningScorePlot.of(runningScores));
        }
        return plots;
    }

    static <T> SortedMap<Integer, T> at(Map<Strategy, SortedMap<Integer, T>> values, Strategy strategy) {
        return values.getOrDefault(strategy, Collections.emptySortedMap());
    }

    static <T> T at(Map<Strategy, SortedMap<Integer, T>> values, Strategy strategy, int k) {
        return at(at(values, strategy), k);
    }

    static <T> T at(SortedMap<Integer, T> byEffort, int k) {
        T value = byEffort.get(k);
        if (value == null) {
            throw new IllegalArgumentException("k = " + k + " was not evaluated; choose one of " + byEffort.keySet());
        }
        return value;
    }

    /** @throws IllegalArgumentException if there are no results, or their numbers of samples differ */
    static int samplesPerProblem(List<ProblemResult> results) {
        if (results.isEmpty()) {
            throw new IllegalArgumentException("there are no results to evaluate; sample at least one problem");
        }
        int samples = results.get(0).samples().size();
        for (ProblemResult result : results) {
            if (result.samples().size() != samples) {
                throw new IllegalArgumentException(
                        "problem '" + result.id() + "' has " + result.samples().size() + " samples, the first has "
                                + samples + "; draw the same number for every problem");
            }
        }
        return samples;
    }

    /** Powers of two, and all there are. */
    private static List<Integer> efforts(int samples) {
        TreeSet<Integer> efforts = new TreeSet<>(List.of(samples));
        for (int k = 1; k < samples; k *= 2) {
            efforts.add(k);
        }
        return List.copyOf(efforts);
    }

    /** A measure of every problem that has it; NaN is no measure. */
    private static double[] measurable(List<SubsetAccuracy> subsets, ToDoubleFunction<SubsetAccuracy> measure) {
        return subsets.stream()
                .mapToDouble(measure)
                .filter(value -> !Double.isNaN(value))
                .toArray();
    }

    private static double mean(List<ProblemResult> results, ToDoubleFunction<Sample> value) {
        return results.stream()
                .flatMap(result -> result.samples().stream())
                .mapToDouble(value)
                .average()
                .orElseThrow();
    }
}
