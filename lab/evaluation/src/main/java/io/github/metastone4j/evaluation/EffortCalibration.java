package io.github.metastone4j.evaluation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.effort.Calibration;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Selector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which selector and which economy serve a checkpoint best, by samples of held-out problems.
 *
 * <p>The selector is the one that is right most often with all samples; of equals, the one whose answers take fewer tokens. The
 * economy is, with that selector, the one that takes the fewest tokens of all whose accuracy is at most {@value #TOLERANCE} below
 * that with all samples, by the lower end of the 95 % interval of the difference. If there is none, or if fewer than {@value #ENOUGH}
 * problems have right and wrong samples, it is the most careful.
 *
 * @param problems how many were sampled
 * @param mixed how many of them have right and wrong samples, so that it matters who is drawn
 * @param trajectories how many samples each has
 * @param seed of the problems and their samples, and of random orders and the bootstrap
 * @param selectors all that were tried, the chosen one first
 * @param economies all that were tried with the chosen selector, the fewest tokens first
 * @param chosen one of the economies
 */
public record EffortCalibration(
        int problems,
        int mixed,
        int trajectories,
        long seed,
        List<Selected> selectors,
        List<AdaptiveEffort> economies,
        AdaptiveEffort chosen) {

    /** How much accuracy may be lost, as a fraction: half a point, so that on other problems it is hardly ever more than one. */
    public static final double TOLERANCE = 0.005;

    /** How many problems with right and wrong samples it takes to tell what is lost: where all agree, nothing can be. */
    public static final int ENOUGH = 30;

    /** {@link Selector#FIRST} is what effort 1 is for. */
    private static final List<Selector> SELECTORS = List.of(
            Selector.WEIGHTED_MAJORITY,
            Selector.MAJORITY,
            Selector.BEST_SCORE,
            Selector.LOG_PROBABILITY,
            Selector.SHORTEST);

    private static final List<Double> CONFIDENCES = List.of(0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.99);
    private static final List<Double> PRUNINGS = List.of(0.0, 0.005, 0.01, 0.02, 0.03, 0.05);

    /** Copies the lists. */
    public EffortCalibration {
        selectors = List.copyOf(selectors);
        economies = List.copyOf(economies);
    }

    /**
     * What a selector gives with all samples.
     *
     * @param accuracy in [0, 1]
     * @param tokens of a problem, on average: where trajectories need no answers to be compared, the chosen one alone writes one
     */
    public record Selected(Selector selector, Estimate accuracy, double tokens) {}

    /**
     * Chooses. The same samples and seed give the same choice.
     *
     * @param results with the same number of samples for every problem
     * @param aggregator makes a trajectory's score of its steps'
     * @throws IllegalArgumentException if there are no results, or their numbers of samples differ
     */
    public static EffortCalibration of(List<ProblemResult> results, Aggregator aggregator, long seed) {
        int samples = Evaluation.samplesPerProblem(results);
        List<SubsetAccuracy> subsets = results.stream()
                .map(result -> new SubsetAccuracy(result, aggregator, seed))
                .toList();
        Bootstrap bootstrap = new Bootstrap(seed);
        List<Selected> selectors = SELECTORS.stream()
                .map(selector -> selected(subsets, selector, bootstrap))
                .sorted(Comparator.comparingDouble((Selected one) -> -one.accuracy.value())
                        .thenComparingDouble(Selected::tokens))
                .toList();
        List<AdaptiveEffort> economies =
                AdaptiveEffort.grid(subsets, selectors.get(0).selector, CONFIDENCES, PRUNINGS, bootstrap).stream()
                        .sorted(Comparator.comparingDouble(AdaptiveEffort::tokens))
                        .toList();
        int mixed = (int) subsets.stream().filter(SubsetAccuracy::isMixed).count();
        AdaptiveEffort chosen = economies.stream()
                .filter(effort -> keepsAccuracy(effort, mixed))
                .findFirst()
                .orElseGet(() -> mostCareful(economies));
        return new EffortCalibration(results.size(), mixed, samples, seed, selectors, economies, chosen);
    }

    private static Selected selected(List<SubsetAccuracy> problems, Selector selector, Bootstrap bootstrap) {
        double[] right = new double[problems.size()];
        double tokens = 0;
        for (int i = 0; i < right.length; i++) {
            SubsetAccuracy problem = problems.get(i);
            right[i] = problem.isCorrect(problem.winner(selector)) ? 1 : 0;
            tokens += problem.tokensOfAll(selector);
        }
        return new Selected(selector, bootstrap.mean(right), tokens / right.length);
    }

    private static boolean keepsAccuracy(AdaptiveEffort effort, int mixed) {
        return mixed >= ENOUGH && effort.difference().low() >= -TOLERANCE;
    }

    private static AdaptiveEffort mostCareful(List<AdaptiveEffort> economies) {
        return economies.stream()
                .max(Comparator.comparing((AdaptiveEffort one) ->
                                one.economy().stoppingRule().confidence())
                        .thenComparing(one -> -one.economy().pruningRule().chance()))
                .orElseThrow();
    }

    /** Whether the chosen economy surely keeps the accuracy; else it is only the most careful one. */
    public boolean keepsAccuracy() {
        return keepsAccuracy(chosen, mixed);
    }

    /** The economies than which none is both cheaper and as often right, and the chosen one; the fewest tokens first. */
    public List<AdaptiveEffort> frontier() {
        List<AdaptiveEffort> frontier = new ArrayList<>();
        double best = Double.NEGATIVE_INFINITY;
        for (AdaptiveEffort effort : economies) {
            if (effort.accuracy().value() > best || effort.equals(chosen)) {
                frontier.add(effort);
            }
            best = Math.max(best, effort.accuracy().value());
        }
        return frontier;
    }

    /**
     * The choice as a checkpoint's defaults.
     *
     * @param weights digest of the checkpoint that the samples are of
     * @param temperature at which they were drawn
     */
    public Calibration calibration(String weights, double temperature) {
        return new Calibration(
                weights,
                chosen.selector(),
                chosen.economy().stoppingRule().confidence(),
                chosen.economy().pruningRule().chance(),
                new Calibration.Measured(
                        problems,
                        seed,
                        trajectories,
                        temperature,
                        rounded(selectors.get(0).accuracy.value()),
                        rounded(chosen.accuracy().value()),
                        rounded(chosen.tokens())));
    }

    /** More digits say nothing. */
    private static double rounded(double number) {
        return Math.round(10_000 * number) / 10_000.0;
    }

    /** The selectors, the frontier with the choice marked, and a sentence that says what was chosen, for a terminal. */
    public String text() {
        return CalibrationTable.text(this);
    }

    /** All that was tried, for programs; accuracies and shares as fractions, intervals as {@code [low, high]}. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("problems", problems)
                .put("mixed", mixed)
                .put("trajectories", trajectories)
                .put("seed", seed)
                .put("selector", chosen.selector().toString())
                .put("confidence", chosen.economy().confidence())
                .put("pruning", chosen.economy().pruning())
                .put("keepsAccuracy", keepsAccuracy());
        ArrayNode selected = json.putArray("selectors");
        for (Selected one : selectors) {
            ObjectNode row = selected.addObject().put("selector", one.selector.toString());
            EffortJson.putEstimate(row, "accuracy", one.accuracy);
            row.put("tokens", one.tokens);
        }
        ArrayNode rows = json.putArray("economies");
        for (AdaptiveEffort one : economies) {
            ObjectNode row = rows.addObject()
                    .put("confidence", one.economy().confidence())
                    .put("pruning", one.economy().pruning())
                    .put("trajectories", one.trajectories())
                    .put("tokens", one.tokens());
            EffortJson.putEstimate(row, "accuracy", one.accuracy());
            EffortJson.putEstimate(row, "difference", one.difference());
        }
        return json;
    }
}
