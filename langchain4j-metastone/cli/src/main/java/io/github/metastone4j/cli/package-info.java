/** The {@code metastone} command: one class per subcommand, and what draws their output. */
@NullMarked
package io.github.metastone4j.cli;

import org.jspecify.annotations.NullMarked;
