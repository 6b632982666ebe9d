/** Measures what effort buys: accuracy of every selector at every k. */
@NullMarked
package io.github.metastone4j.evaluation;

import org.jspecify.annotations.NullMarked;
