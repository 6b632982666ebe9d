package io.github.metastone4j.search;

import io.github.metastone4j.selection.Aggregator;
import org.jspecify.annotations.Nullable;

/**
 * Monte Carlo tree search over steps, with the score head in place of a rollout, as in the last experiment of MetaStone-S1 (arXiv
 * 2507.01951). The root is the prompt, and every other node the end of a step. From the root on, the child with the highest
 *
 * <pre>mean value + exploration * sqrt(ln(visits of the parent) / visits)</pre>
 *
 * is followed (UCT, Kocsis and Szepesvári 2006), past what has nothing left to expand, to a node that has no children yet. From there
 * its trajectory goes on in M ways, each until its next step ends. The value of a new node is the running score, and counts for all
 * nodes above it as well.
 *
 * <p>k trajectories begin, and the search ends as soon as k expansions have brought somebody to the end of the thinking (those of
 * one expansion often end in the same words, and count once), or the token budget is used up, or there could be more than
 * {@value io.github.metastone4j.generation.GenerationRequest#MAX_TRAJECTORIES} trajectories. If none has thought to its end by
 * then, the one with the highest running score does, whatever that takes.
 *
 * <p>Nodes that wait keep their cache outside the batch as long as the loop has memory for it, and else are read again from their text.
 *
 * @param expansion M, in how many ways a node is expanded; 2 to 4096
 * @param exploration 0 or more: how much a node that was seldom visited is preferred; 0 follows the mean value alone. The source has
 *     1.41 for values all over [0, 1]; those of one problem's steps differ by a tenth of that
 * @param tokenBudget tokens of thinking that all trajectories together may draw before the search ends, at least 1; it ends with
 *     the step during which they are used up. It is the search's own, beside the budget of the request. Null: no budget
 */
public record TreeSearch(int expansion, double exploration, @Nullable Integer tokenBudget) implements StepSearch {

    /** Two ways, so that depth is soon won, little exploration, no budget. */
    public static final TreeSearch STANDARD = new TreeSearch(2, 0.1, null);

    public TreeSearch {
        Expansion.require(expansion);
        if (!(exploration >= 0 && exploration < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "exploration is " + exploration + "; it must be a number of at least 0, such as 0.1");
        }
        if (tokenBudget != null && tokenBudget < 1) {
            throw new IllegalArgumentException(
                    "tokenBudget is " + tokenBudget + "; it must be at least 1, or null for none");
        }
    }

    @Override
    public SearchRun begin(int width, Aggregator aggregator) {
        return new TreeRun(this, width, new RunningScore(aggregator));
    }
}
