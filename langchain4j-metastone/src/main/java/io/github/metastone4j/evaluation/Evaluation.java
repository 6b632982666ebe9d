package io.github.metastone4j.evaluation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Candidate;
import java.util.Collections;
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
 * @param accuracy by strategy and k, fractions in [0, 1]; k is 1, 2, 8, 32, 128, ... and the number of samples itself
 * @param gain by k: best-score at k minus pass@1, paired by problem, in [-1, 1]
 * @param tokensPerProblem by k: the mean number of tokens that k samples cost
 * @param withinProblemAuc the chance that a right sample scores above a wrong one of the same problem, ties counting half;
 *     0.5 is no knowledge, NaN if no problem has both
 * @param logProbabilityAuc the same for log-probability, the baseline a head has to beat
 * @param mixedProblems how many problems have right and wrong samples
 * @param withoutSteps the fraction of samples that have no scored step and so score 0.0
 * @param adaptive what stopping early gives, by selector and confidence
 * @param byDifficulty the same accuracies for the problems of each difficulty, ascending
 */
public record Evaluation(
        Aggregator aggregator,
        int problems,
        int samplesPerProblem,
        Map<Strategy, SortedMap<Integer, Estimate>> accuracy,
        SortedMap<Integer, Estimate> gain,
        SortedMap<Integer, Double> tokensPerProblem,
        Estimate withinProblemAuc,
        Estimate logProbabilityAuc,
        int mixedProblems,
        double withoutSteps,
        List<AdaptiveEffort> adaptive,
        List<Stratum> byDifficulty) {

    /**
     * Evaluates results with the same number of samples for every problem. The same seed gives the same numbers.
     *
     * @throws IllegalArgumentException if there are no results, or their numbers of samples differ
     */
    public static Evaluation of(List<ProblemResult> results, Aggregator aggregator, long seed) {
        int samples = samplesPerProblem(results);
        List<Integer> efforts = efforts(samples);
        List<SubsetAccuracy> subsets = results.stream()
                .map(result -> new SubsetAccuracy(result, aggregator, seed))
                .toList();
        AccuracyPerProblem measured = new AccuracyPerProblem(subsets, efforts);
        Bootstrap bootstrap = new Bootstrap(seed);
        double[] auc = mixed(subsets, SubsetAccuracy::score);
        SortedMap<Integer, Double> tokens = new TreeMap<>();
        efforts.forEach(k -> tokens.put(k, k * mean(results, Sample::tokens)));
        List<Stratum> strata = results.stream()
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
        return new Evaluation(
                aggregator,
                results.size(),
                samples,
                measured.means(problem -> true, bootstrap),
                measured.difference(Strategy.BEST_SCORE, Strategy.RANDOM, bootstrap),
                Collections.unmodifiableSortedMap(tokens),
                bootstrap.mean(auc),
                bootstrap.mean(mixed(subsets, Candidate::logProbability)),
                auc.length,
                mean(results, sample -> sample.stepScores().isEmpty() ? 1 : 0),
                AdaptiveEffort.all(subsets, bootstrap, seed),
                strata);
    }

    /** The k reported, ascending. */
    public List<Integer> efforts() {
        return List.copyOf(gain.keySet());
    }

    /**
     * The accuracy of one strategy.
     *
     * @throws IllegalArgumentException if k is not among {@link #efforts()}
     */
    public Estimate accuracy(Strategy strategy, int k) {
        return at(accuracy, strategy, k);
    }

    /** Tables in plain ASCII for a terminal, at most 80 columns wide with four k. */
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

    /** A line plot of accuracy against k as a standalone SVG document, readable on light and dark ground. */
    public String svg() {
        return EffortPlot.svg(this);
    }

    static <T> T at(Map<Strategy, SortedMap<Integer, T>> values, Strategy strategy, int k) {
        return at(values.getOrDefault(strategy, Collections.emptySortedMap()), k);
    }

    static <T> T at(SortedMap<Integer, T> byEffort, int k) {
        T value = byEffort.get(k);
        if (value == null) {
            throw new IllegalArgumentException("k = " + k + " was not evaluated; choose one of " + byEffort.keySet());
        }
        return value;
    }

    private static int samplesPerProblem(List<ProblemResult> results) {
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

    /** One sample, then the effort modes 2, 8, 32 and on by fours, then all there are. */
    private static List<Integer> efforts(int samples) {
        TreeSet<Integer> efforts = new TreeSet<>(List.of(1, samples));
        for (int k = 2; k < samples; k *= 4) {
            efforts.add(k);
        }
        return List.copyOf(efforts);
    }

    /** The AUC of every problem that has right and wrong samples. */
    private static double[] mixed(List<SubsetAccuracy> subsets, ToDoubleFunction<Candidate> value) {
        return subsets.stream()
                .mapToDouble(subset -> subset.auc(value))
                .filter(auc -> !Double.isNaN(auc))
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
