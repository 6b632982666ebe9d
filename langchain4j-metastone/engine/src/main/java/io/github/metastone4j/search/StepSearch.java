package io.github.metastone4j.search;

import io.github.metastone4j.selection.Aggregator;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Spends tokens where step scores are high: k trajectories begin, and wherever all have ended a step some are dropped, some
 * wait, and some go on in several ways. Those that have thought to their end compete as ever, and the selector chooses among them.
 *
 * <p>The score of a trajectory that still thinks is the aggregate of its step scores so far. Ways that go on from one place
 * share what is in its cache; nothing is read twice, unless memory is short.
 *
 * <p>Settings, which many requests may share. What one request's search has found so far is in its {@link SearchRun}.
 */
public sealed interface StepSearch permits BeamSearch, TreeSearch {

    /** The searches by name, as options and configuration have them. */
    enum Kind {
        /** {@link BeamSearch}. */
        BEAM,
        /** {@link TreeSearch}. */
        TREE;

        /**
         * The kind of this name, in upper or lower case.
         *
         * @throws IllegalArgumentException if there is none
         */
        public static Kind parse(String name) {
            return Arrays.stream(values())
                    .filter(kind -> kind.name().equalsIgnoreCase(name))
                    .findFirst()
                    .orElseThrow(
                            () -> new IllegalArgumentException("search is '" + name + "'; it must be beam or tree"));
        }

        /**
         * A search of this kind.
         *
         * @param expansion in how many ways one goes on; null for 4 in a beam, 2 in a tree
         * @throws IllegalArgumentException if that is out of range
         */
        public StepSearch of(@Nullable Integer expansion) {
            return switch (this) {
                case BEAM -> expansion == null ? BeamSearch.STANDARD : new BeamSearch(expansion);
                case TREE -> {
                    TreeSearch usual = TreeSearch.STANDARD;
                    int ways = expansion == null ? usual.expansion() : expansion;
                    yield new TreeSearch(ways, usual.exploration(), usual.tokenBudget());
                }
            };
        }
    }

    /**
     * The search of one request.
     *
     * @param width how many trajectories begin, k
     * @param aggregator what makes one score of a trajectory's step scores
     */
    SearchRun begin(int width, Aggregator aggregator);
}
