package io.github.metastone4j.cli;

import io.github.metastone4j.search.StepSearch;
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

    /** The search, or null if there is to be none. */
    @Nullable
    StepSearch search() {
        if (name == null) {
            requireUnset("--expansion", expansion, "--search beam or --search tree");
            return null;
        }
        return StepSearch.Kind.parse(name).of(expansion);
    }

    private static void requireUnset(String option, @Nullable Integer value, String needed) {
        if (value != null) {
            throw new IllegalArgumentException(
                    option + " is " + value + ", but means nothing here; add " + needed + ", or leave it out");
        }
    }
}
