package io.github.metastone4j.cli;

import io.github.metastone4j.search.BeamSearch;
import io.github.metastone4j.search.StepSearch;
import io.github.metastone4j.search.TreeSearch;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether trajectories are searched for step by step, and how. */
final class SearchArguments {

    @Option(
            names = "--search",
            paramLabel = "NAME",
            description = "beam or tree: of the trajectories that begin, those think on, in several ways, whose steps"
                    + " score high. Default: each thinks alone")
    private @Nullable String name;

    @Option(
            names = "--expansion",
            paramLabel = "M",
            description = "In how many ways one goes on. Default: 4 in a beam, 2 in a tree")
    private @Nullable Integer expansion;

    @Option(
            names = "--search-budget",
            paramLabel = "N",
            description =
                    "Tokens of thinking after which a tree ends. Default: it ends once as many ways were followed to their end as began")
    private @Nullable Integer tokenBudget;

    /** The search, or null if there is to be none. */
    @Nullable
    StepSearch search() {
        if (name == null) {
            requireUnset("--expansion", expansion, "--search beam or --search tree");
            requireUnset("--search-budget", tokenBudget, "--search tree");
            return null;
        }
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "beam" -> {
                requireUnset("--search-budget", tokenBudget, "--search tree");
                yield expansion == null ? BeamSearch.STANDARD : new BeamSearch(expansion);
            }
            case "tree" -> {
                TreeSearch usual = TreeSearch.STANDARD;
                int ways = expansion == null ? usual.expansion() : expansion;
                yield new TreeSearch(ways, usual.exploration(), tokenBudget);
            }
            default -> throw new IllegalArgumentException("--search is '" + name + "'; use beam or tree");
        };
    }

    private static void requireUnset(String option, @Nullable Integer value, String needed) {
        if (value != null) {
            throw new IllegalArgumentException(
                    option + " is " + value + ", but means nothing here; add " + needed + ", or leave it out");
        }
    }
}
