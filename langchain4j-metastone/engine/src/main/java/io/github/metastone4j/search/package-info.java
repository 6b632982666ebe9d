/** Step search: which trajectories think on, judged by their steps, while they think. */
@NullMarked
package io.github.metastone4j.search;

import org.jspecify.annotations.NullMarked;
