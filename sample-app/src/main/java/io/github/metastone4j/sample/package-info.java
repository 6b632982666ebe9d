/** An agent for maths whose trajectories one watches compete: questions become runs, and a run's events are a feed. */
@NullMarked
package io.github.metastone4j.sample;

import org.jspecify.annotations.NullMarked;
