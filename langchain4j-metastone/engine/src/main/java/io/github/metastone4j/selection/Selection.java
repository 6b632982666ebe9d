package io.github.metastone4j.selection;

import java.util.List;

/**
 * Which trajectory answers, and why.
 *
 * @param index the {@link Candidate#index()} of the winner
 * @param selector the rule that decided; another one than asked for if that could not decide
 * @param aggregator what made the scores of the steps
 * @param scores one per candidate, in their order
 * @param reason a sentence for people, trajectories counted from 1
 */
public record Selection(int index, Selector selector, Aggregator aggregator, List<Score> scores, String reason) {

    public Selection {
        scores = List.copyOf(scores);
    }
}
