/** An agent for maths whose trajectories one watches compete. */
@NullMarked
package io.github.metastone4j.sample;

import org.jspecify.annotations.NullMarked;
