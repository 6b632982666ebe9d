package io.github.metastone4j.cli;

import picocli.CommandLine.Option;

/** How results and failures are told. */
final class OutputArguments {

    @Option(names = "--json", description = "One JSON document instead of text")
    private boolean json;

    @SuppressWarnings("UnusedVariable") // OneLineErrors asks picocli, which knows it even when parsing failed
    @Option(names = "--verbose", description = "Show where a failure came from")
    private boolean verbose;

    boolean json() {
        return json;
    }
}
