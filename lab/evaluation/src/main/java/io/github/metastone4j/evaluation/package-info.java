/** Measures what effort buys: accuracy of every selector at every k; draws that, and what training logged. */
@NullMarked
package io.github.metastone4j.evaluation;

import org.jspecify.annotations.NullMarked;
