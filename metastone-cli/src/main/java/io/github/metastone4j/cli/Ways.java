package io.github.metastone4j.cli;

import io.github.metastone4j.Reflection;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectionTrajectory;
import io.github.metastone4j.ReflectionTrajectory.ScoredStep;
import io.github.metastone4j.ReflectiveModel;
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
import java.util.function.ToIntFunction;
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
        List<Way> ways = new ArrayList<>(sampled());
        ways.addAll(searched("beam", beam));
        ways.addAll(searched("tree", tree));
        for (double confidence : CONFIDENCES) {
            ReflectionSettings adaptive = settings.withTrajectories(most).withConfidence(confidence);
            ways.add(live("effort auto", "confidence " + confidence, adaptive, NARROWEST_SEARCH));
        }
        return ways;
    }

    /** Best of k and votes, at every k from one sampling of the most: what k of its trajectories would have given on average. */
    private List<Way> sampled() {
        // Votes need answers, so with this selector every trajectory writes its own.
        List<Reflection> all = run(
                "sampling " + most,
                settings.withTrajectories(most).withSelection(settings.aggregator(), Selector.MAJORITY),
                most);
        List<Way> best = new ArrayList<>();
        List<Way> votes = new ArrayList<>();
        for (int k = 1; k <= most; k *= 2) {
            int size = k;
            best.add(new Way(
                    BEST_OF_K,
                    "k = " + k,
                    each(p -> new Outcome(
                            result(p, all.get(p)).accuracy(Strategy.BEST_SCORE, size, settings.aggregator()),
                            bestOf(size, all.get(p))))));
            votes.add(new Way(
                    "weighted majority",
                    "k = " + k,
                    each(p -> new Outcome(
                            result(p, all.get(p)).accuracy(Strategy.WEIGHTED_MAJORITY, size, settings.aggregator()),
                            size * mean(all.get(p), ReflectionTrajectory::tokens)))));
        }
        best.addAll(votes);
        return best;
    }

    private List<Way> searched(String family, StepSearch search) {
        List<Way> ways = new ArrayList<>();
        for (int k = NARROWEST_SEARCH; k <= most; k *= 2) {
            int rows = search instanceof TreeSearch ? tree.expansion() : k;
            ways.add(live(family, "k = " + k, settings.withTrajectories(k).withSearch(search), rows));
        }
        return ways;
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
        double thinking = mean(sampled, Ways::tokensBeforeTheChoice);
        return k * thinking + mean(sampled, ReflectionTrajectory::tokens) - thinking;
    }

    /** All that was written, where nothing was thought. */
    private static int tokensBeforeTheChoice(ReflectionTrajectory trajectory) {
        return trajectory.thinkingTokens() == 0 ? trajectory.tokens() : trajectory.thinkingTokens();
    }

    private static double mean(Reflection reflection, ToIntFunction<ReflectionTrajectory> tokens) {
        return reflection.trajectories().stream().mapToInt(tokens).average().orElse(0);
    }
}
