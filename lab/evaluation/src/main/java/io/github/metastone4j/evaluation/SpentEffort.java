package io.github.metastone4j.evaluation;

import io.github.metastone4j.effort.Agreement;
import io.github.metastone4j.effort.Economy;
import io.github.metastone4j.effort.Evidence;
import io.github.metastone4j.effort.Pruning;
import io.github.metastone4j.effort.Spending;
import io.github.metastone4j.effort.StoppingRule;
import io.github.metastone4j.selection.Aggregator;
import io.github.metastone4j.selection.Candidate;
import io.github.metastone4j.selection.Selection;
import io.github.metastone4j.selection.Selector;
import java.util.ArrayList;
import java.util.List;

/**
 * What one request would have spent and chosen, had its trajectories been these samples in this order: the same waves and the same
 * looks at those that think as {@link Spending} has, which need no model.
 */
final class SpentEffort {

    private final SubsetAccuracy problem;
    private final Pruning pruning;
    private final List<Candidate> competed = new ArrayList<>();
    private final List<Evidence> evidence = new ArrayList<>();
    private int begun;
    private long tokens;

    private SpentEffort(SubsetAccuracy problem, Pruning pruning) {
        this.problem = problem;
        this.pruning = pruning;
    }

    /**
     * What was spent by the end of a wave, and for what.
     *
     * @param trajectories that have begun
     * @param tokens that they have drawn
     * @param winner index of the sample that is chosen among them
     * @param agreement of those that have competed; NaN if there is none
     */
    record Spent(int trajectories, long tokens, int winner, double agreement) {}

    /**
     * What it spends and chooses, wave by wave, until the choice is sure enough.
     *
     * @param order in which samples of the problem begin
     * @param economy with both numbers known
     */
    static List<Spent> waves(SubsetAccuracy problem, List<Candidate> order, Selector selector, Economy economy) {
        var effort = new SpentEffort(problem, economy.pruningRule());
        StoppingRule stopping = economy.stoppingRule();
        List<Spent> waves = new ArrayList<>();
        for (int wave = stopping.first(order.size()); wave > 0; ) {
            effort.begin(order.subList(effort.begun, effort.begun + wave));
            int left = order.size() - effort.begun;
            // Steps of these candidates are aggregated already.
            Selection selection = selector.select(effort.competed, Aggregator.LAST);
            double agreement = Agreement.of(effort.competed, selection, left);
            waves.add(new Spent(effort.begun, effort.tokens, selection.index(), agreement));
            wave = left == 0 ? 0 : stopping.more(agreement, effort.begun, left);
        }
        return waves;
    }

    /** What is spent in the end by who is content with less confidence than these waves were begun for. */
    static Spent until(List<Spent> waves, double confidence, int k) {
        var stopping = new StoppingRule(confidence);
        return waves.stream()
                .filter(wave -> stopping.more(wave.agreement(), wave.trajectories(), k - wave.trajectories()) == 0)
                .findFirst()
                .orElseGet(() -> waves.get(waves.size() - 1));
    }

    private void begin(List<Candidate> wave) {
        begun += wave.size();
        List<Candidate> there = new ArrayList<>(wave);
        if (pruning.chance() > 0) {
            prune(there);
        }
        for (Candidate one : there) {
            tokens += one.tokens();
            evidence.add(problem.evidence(one.index()));
        }
        competed.addAll(there);
    }

    /** Looks at a wave until all of it have thought; those that are given up are taken out. */
    private void prune(List<Candidate> there) {
        int known = -1;
        for (int look = Spending.PERIOD; ; look += Spending.PERIOD) {
            List<Candidate> thinking = new ArrayList<>();
            List<Evidence> doubtful = new ArrayList<>();
            List<Evidence> others = new ArrayList<>(evidence);
            int steps = 0;
            for (Candidate one : there) {
                boolean thinks = problem.sample(one.index()).thinkingTokens() > look;
                Evidence own = thinks ? problem.evidence(one.index(), look) : problem.evidence(one.index());
                (thinks ? doubtful : others).add(own);
                steps += own.steps();
                if (thinks) {
                    thinking.add(one);
                }
            }
            if (thinking.isEmpty()) {
                return;
            }
            // Where no step has ended since the last look, it would see the same.
            if (steps != known) {
                known = giveUp(there, thinking, pruning.judge(doubtful, others), look) ? -1 : steps;
            }
        }
    }

    private boolean giveUp(List<Candidate> there, List<Candidate> thinking, List<Boolean> givenUp, int look) {
        boolean any = false;
        for (int place = 0; place < thinking.size(); place++) {
            if (givenUp.get(place)) {
                there.remove(thinking.get(place));
                tokens += look;
                any = true;
            }
        }
        return any;
    }
}
