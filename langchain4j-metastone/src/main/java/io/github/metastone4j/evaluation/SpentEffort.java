package io.github.metastone4j.evaluation;

import io.github.metastone4j.effort.Agreement;
import io.github.metastone4j.effort.Economy;
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
    private final StoppingRule stopping;
    private final Pruning pruning;
    private final List<Candidate> competed = new ArrayList<>();
    private int begun;
    private long tokens;

    private SpentEffort(SubsetAccuracy problem, Economy economy) {
        this.problem = problem;
        this.stopping = economy.stoppingRule();
        this.pruning = economy.pruningRule();
    }

    /**
     * What it spends and chooses.
     *
     * @param order in which samples of the problem begin
     * @param economy with both numbers known
     */
    static Spent of(SubsetAccuracy problem, List<Candidate> order, Selector selector, Economy economy) {
        var effort = new SpentEffort(problem, economy);
        int wave = effort.stopping.first(order.size());
        Selection selection;
        do {
            effort.begin(order.subList(effort.begun, effort.begun + wave));
            // Steps of these candidates are aggregated already.
            selection = selector.select(effort.competed, Aggregator.LAST);
            wave = effort.more(selection, order.size() - effort.begun);
        } while (wave > 0);
        return new Spent(effort.begun, effort.tokens, selection.index());
    }

    private int more(Selection selection, int left) {
        return left == 0 ? 0 : stopping.more(Agreement.of(competed, selection, left), begun, left);
    }

    private void begin(List<Candidate> wave) {
        begun += wave.size();
        List<Candidate> there = new ArrayList<>(wave);
        if (pruning.chance() > 0) {
            for (int look = Spending.PERIOD; prune(there, look); look += Spending.PERIOD) {
                // until all have thought
            }
        }
        there.forEach(one -> tokens += one.tokens());
        competed.addAll(there);
    }

    /** Gives some up after so many tokens; false if none thinks any more. */
    private boolean prune(List<Candidate> there, int look) {
        List<Candidate> thinking = there.stream()
                .filter(one -> sample(one).thinkingTokens() > look)
                .toList();
        if (thinking.isEmpty()) {
            return false;
        }
        List<List<Double>> others = new ArrayList<>();
        for (Candidate one : competed) {
            others.add(sample(one).stepScores());
        }
        for (Candidate one : there) {
            if (!thinking.contains(one)) {
                others.add(sample(one).stepScores());
            }
        }
        List<Boolean> givenUp =
                pruning.givenUp(thinking.stream().map(one -> steps(one, look)).toList(), others);
        for (int place = 0; place < thinking.size(); place++) {
            if (givenUp.get(place)) {
                there.remove(thinking.get(place));
                tokens += look;
            }
        }
        return true;
    }

    /** Scores of the steps that had ended after so many tokens. */
    private List<Double> steps(Candidate candidate, int look) {
        Sample sample = sample(candidate);
        List<Integer> ends = sample.stepEnds();
        int ended = 0;
        while (ended < ends.size() && ends.get(ended) <= look) {
            ended++;
        }
        return sample.stepScores().subList(0, ended);
    }

    private Sample sample(Candidate candidate) {
        return problem.sample(candidate.index());
    }

    /**
     * What was spent, and for what.
     *
     * @param trajectories that began
     * @param tokens that they drew
     * @param winner index of the sample that was chosen
     */
    record Spent(int trajectories, long tokens, int winner) {}
}
