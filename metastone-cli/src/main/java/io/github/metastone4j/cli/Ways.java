package io.github.metastone4j.cli;

import io.github.metastone4j.Reflection;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectionTrajectory;
import io.github.metastone4j.ReflectionTrajectory.ScoredStep;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.effort.Economy;
import io.github.metastone4j.evaluation.ProblemResult;
import io.github.metastone4j.evaluation.Sample;
import io.github.metastone4j.evaluation.Strategy;
import io.github.metastone4j.evaluation.Way;
import io.github.metastone4j.evaluation.Way.Outcome;
import io.github.metastone4j.search.BeamSearch;
import io.github.metastone4j.search.StepSearch;
import io.github.metastone4j.search.TreeSearch;
import io.github.metastone4j.selection.FinalAnswer;
import io.github.metastone4j.selection.Selector;
import io.github.metastone4j.training.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Every way to spend tokens, measured on the same problems. */
record Ways(
        ReflectiveModel model,
        ReflectionSettings settings,
        List<Problem> problems,
        int most,
        BeamSearch beam,
        TreeSearch tree,
        long seed,
        RunProgress progress) {

    /** The family that all others are compared with. */
    static final String BEST_OF_K = "best of k";

    private static final List<Double> CONFIDENCES = List.of(0.8, 0.9, 0.95, 0.99);
    private static final int NARROWEST_SEARCH = 4;

    /** Nothing here tells hard problems from easy ones. */
    private static final int DIFFICULTY = 1;

    List<Way> measured() {
        // Votes need answers, so with this selector every trajectory writes its own.
        List<Reflection> samples = run(
                "sampling " + most,
                settings.withTrajectories(most).withSelection(settings.aggregator(), Selector.MAJORITY),
                most);
        List<Way> ways = new ArrayList<>();
        for (int k = 1; k <= most; k *= 2) {
            ways.add(sampled(BEST_OF_K, Strategy.BEST_SCORE, k, samples, Ways::bestOf));
        }
        for (int k = 1; k <= most; k *= 2) {
            ways.add(sampled("weighted majority", Strategy.WEIGHTED_MAJORITY, k, samples, Ways::allOf));
        }
        for (int k = NARROWEST_SEARCH; k <= most; k *= 2) {
            ways.add(live("beam", "k = " + k, settings.withTrajectories(k).withSearch(beam), k));
        }
        double thinking = samples.stream().mapToDouble(Ways::thinking).average().orElseThrow();
        for (int k = NARROWEST_SEARCH; k <= most; k *= 2) {
            // What k trajectories think, less the one that may have to be led to its end.
            int budget = (int) Math.round((k - 1) * thinking);
            StepSearch search = new TreeSearch(tree.expansion(), tree.exploration(), budget);
            String setting = "k = " + k + ", budget " + budget;
            ways.add(live("tree", setting, settings.withTrajectories(k).withSearch(search), tree.expansion()));
        }
        for (double confidence : CONFIDENCES) {
            ReflectionSettings adaptive = settings.withTrajectories(most).withEconomy(new Economy(confidence, 0.0));
            ways.add(live("effort auto", "confidence " + confidence, adaptive, NARROWEST_SEARCH));
        }
        return ways;
    }

    /** What k of the samples would have given on average, and cost. */
    private Way sampled(String family, Strategy strategy, int k, List<Reflection> samples, Cost cost) {
        return new Way(
                family,
                "k = " + k,
                each(problem -> new Outcome(
                        result(problem, samples.get(problem)).accuracy(strategy, k, settings.aggregator()),
                        cost.of(k, samples.get(problem)))));
    }

    /** Tokens of k of the trajectories that were sampled. */
    private interface Cost {
        double of(int k, Reflection sampled);
    }

    private Way live(String family, String setting, ReflectionSettings own, int rows) {
        List<Reflection> all = run(family + ", " + setting, own, rows);
        return new Way(
                family,
                setting,
                each(p -> new Outcome(
                        FinalAnswer.matches(
                                        problems.get(p).answer(),
                                        all.get(p).winner().finalAnswer())
                                ? 1
                                : 0,
                        all.get(p).allTokens())));
    }

    /** @param rows that a request has in the batch, roughly: as many requests run as fill it */
    private List<Reflection> run(String what, ReflectionSettings own, int rows) {
        var done = new AtomicInteger();
        return new WayRun(model, own, seed, 1 + ModelArguments.MANY_ROWS / rows)
                .over(problems, () -> progress.report(what, done.incrementAndGet(), problems.size(), ""));
    }

    private List<Outcome> each(IntFunction<Outcome> outcome) {
        return IntStream.range(0, problems.size()).mapToObj(outcome).toList();
    }

    private ProblemResult result(int number, Reflection reflection) {
        String gold = problems.get(number).answer();
        return new ProblemResult(
                "problem " + (number + 1),
                DIFFICULTY,
                gold,
                reflection.trajectories().stream().map(one -> graded(one, gold)).toList());
    }

    private static Sample graded(ReflectionTrajectory trajectory, String gold) {
        return new Sample(
                trajectory.steps().stream().map(ScoredStep::score).toList(),
                trajectory.finalAnswer(),
                FinalAnswer.matches(gold, trajectory.finalAnswer()),
                trajectory.logProbability(),
                trajectory.tokens());
    }

    /** k think, one answers. */
    private static double bestOf(int k, Reflection sampled) {
        return k * thinking(sampled) + tokens(sampled) - thinking(sampled);
    }

    private static double allOf(int k, Reflection sampled) {
        return k * tokens(sampled);
    }

    private static double tokens(Reflection sampled) {
        return sampled.trajectories().stream()
                .mapToInt(ReflectionTrajectory::tokens)
                .average()
                .orElseThrow();
    }

    /** What one writes before the choice, on average: all, where nothing was thought. */
    private static double thinking(Reflection sampled) {
        return sampled.trajectories().stream()
                .mapToInt(one -> one.thinkingTokens() == 0 ? one.tokens() : one.thinkingTokens())
                .average()
                .orElseThrow();
    }
}
