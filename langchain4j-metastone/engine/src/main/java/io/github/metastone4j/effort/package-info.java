/** How much one answer may cost: when enough trajectories have competed, which of them are given up, and what is there to spend. */
@NullMarked
package io.github.metastone4j.effort;

import org.jspecify.annotations.NullMarked;
