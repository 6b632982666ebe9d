package io.github.metastone4j.lab;

import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.effort.Economy;
import io.github.metastone4j.evaluation.ProblemResult;
import io.github.metastone4j.evaluation.Sample;
import io.github.metastone4j.evaluation.Strategy;
import io.github.metastone4j.evaluation.Way;
import io.github.metastone4j.evaluation.Way.Outcome;
import io.github.metastone4j.search.BeamSearch;
import io.github.metastone4j.search.StepSearch;
import io.github.metastone4j.search.TreeSearch;
import io.github.metastone4j.selection.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Ways to spend tokens, measured on the same problems.
 *
 * @param kinds that are measured beside samples
 * @param settings of them all, but for k
 * @param selector which trajectory answers after a search, and with effort auto
 * @param most the largest k
 * @param economies of effort auto
 */
record Ways(
        WayRun run,
        Set<Kind> kinds,
        ReflectionSettings settings,
        Selector selector,
        int most,
        BeamSearch beam,
        TreeSearch tree,
        List<Economy> economies) {

    /** The family that all others are compared with. */
    static final String BEST_OF_K = "best of k";

    private static final int NARROWEST_SEARCH = 4;

    /** Ways that k samples cannot tell of: they decide while trajectories think, or between them. */
    enum Kind {
        BEAM,
        TREE,
        AUTO;

        static Kind parse(String name) {
            return Arrays.stream(values())
                    .filter(kind -> kind.name().equalsIgnoreCase(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "--ways is '" + name + "'; it must be beam, tree or auto, or several with commas between"));
        }
    }

    /**
     * All ways, in the order of their families.
     *
     * @param full one of them: the largest k, chosen among by the selector that the others have
     */
    record Measured(List<Way> all, Way full) {}

    Measured measured() {
        // Votes need answers, so with this selector every trajectory writes its own.
        WayRun.Sampled sampled = run.sampled(most, settings.withSelection(settings.aggregator(), Selector.MAJORITY));
        List<Way> ways = new ArrayList<>();
        for (Map.Entry<String, Strategy> family : families().entrySet()) {
            for (int k = 1; k < most; k *= 2) {
                ways.add(sampled(family.getKey(), family.getValue(), k, sampled));
            }
            ways.add(sampled(family.getKey(), family.getValue(), most, sampled));
        }
        Way full = ways.stream()
                .filter(way ->
                        way.family().equals(family(selector)) && way.setting().equals(k(most)))
                .findFirst()
                .orElseThrow();
        ReflectionSettings chosen = settings.withSelection(settings.aggregator(), selector);
        if (kinds.contains(Kind.BEAM)) {
            for (int k = NARROWEST_SEARCH; k <= most; k *= 2) {
                ways.add(run.live("beam", k(k), chosen.withTrajectories(k).withSearch(beam), k));
            }
        }
        if (kinds.contains(Kind.TREE)) {
            double thinking = mean(sampled.results(), Ways::thinking);
            for (int k = NARROWEST_SEARCH; k <= most; k *= 2) {
                // What k trajectories think, less the one that may have to be led to its end.
                int budget = (int) Math.round((k - 1) * thinking);
                StepSearch search = new TreeSearch(tree.expansion(), tree.exploration(), budget);
                String setting = k(k) + ", budget " + budget;
                ways.add(run.live("tree", setting, chosen.withTrajectories(k).withSearch(search), tree.expansion()));
            }
        }
        if (kinds.contains(Kind.AUTO)) {
            for (Economy economy : economies) {
                ReflectionSettings adaptive = chosen.withTrajectories(most).withEconomy(economy);
                String setting = economy.confidence() + " / " + economy.pruning();
                ways.add(run.live(
                        "effort auto", setting, adaptive, economy.stoppingRule().first(most)));
            }
        }
        return new Measured(ways, full);
    }

    private static String k(int k) {
        return "k = " + k;
    }

    /** Who may choose among samples: the paper's choice, votes, and who chooses for the other ways. */
    private Map<String, Strategy> families() {
        Map<String, Strategy> families = new LinkedHashMap<>();
        for (Selector one : List.of(Selector.BEST_SCORE, Selector.MAJORITY, Selector.WEIGHTED_MAJORITY, selector)) {
            // The first of some samples is any of them.
            families.put(family(one), one == Selector.FIRST ? Strategy.RANDOM : Strategy.valueOf(one.name()));
        }
        return families;
    }

    private static String family(Selector selector) {
        return selector == Selector.BEST_SCORE ? BEST_OF_K : selector.toString().replace('-', ' ');
    }

    /** What k of the samples would have given on average, and cost. Only all of them have a time. */
    private Way sampled(String family, Strategy strategy, int k, WayRun.Sampled sampled) {
        boolean votes = strategy == Strategy.MAJORITY || strategy == Strategy.WEIGHTED_MAJORITY;
        List<Outcome> outcomes = sampled.results().stream()
                .map(result -> new Outcome(
                        result.accuracy(strategy, k, settings.aggregator()),
                        // All think. With votes all answer as well, else the winner alone.
                        votes
                                ? k * mean(result.samples(), Sample::tokens)
                                : (k - 1) * thinking(result) + mean(result.samples(), Sample::tokens)))
                .toList();
        return new Way(family, k(k), outcomes, votes && k == most ? Double.valueOf(sampled.seconds()) : null);
    }

    /** What one trajectory writes before the choice, on average: all, where nothing was thought. */
    private static double thinking(ProblemResult result) {
        return mean(
                result.samples(), sample -> sample.thinkingTokens() == 0 ? sample.tokens() : sample.thinkingTokens());
    }

    private static <T> double mean(List<T> all, ToDoubleFunction<T> value) {
        return all.stream().mapToDouble(value).average().orElseThrow();
    }
}
