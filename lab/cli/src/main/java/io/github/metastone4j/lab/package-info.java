/** The laboratory's part of the command line: commands that measure and make models. */
@NullMarked
package io.github.metastone4j.lab;

import org.jspecify.annotations.NullMarked;
