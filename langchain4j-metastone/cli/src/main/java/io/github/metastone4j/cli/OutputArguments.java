package io.github.metastone4j.cli;

import picocli.CommandLine.Option;

/** How results and failures are told; every command has these. */
public final class OutputArguments {

    @Option(names = "--json", description = "One JSON document instead of text")
    private boolean json;

    @SuppressWarnings("UnusedVariable") // OneLineErrors asks picocli, which knows it even when parsing failed
    @Option(names = "--verbose", description = "Show where a failure came from")
    private boolean verbose;

    @SuppressWarnings("UnusedVariable") // picocli prints the help itself
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help")
    private boolean help;

    public boolean json() {
        return json;
    }
}
