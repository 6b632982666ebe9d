package io.github.metastone4j.cli;

import java.util.List;

/**
 * Adds subcommands to {@code metastone}. A jar that names an implementation in {@code META-INF/services} has its
 * subcommands listed and run as soon as it is on the class path: the laboratory does.
 */
public interface CommandProvider {

    /**
     * New subcommands, in the order in which the help lists them.
     *
     * @param terminal where they write
     * @return objects that carry picocli's {@code @Command}, each with a name that no other subcommand has
     */
    List<Object> commands(Terminal terminal);
}
