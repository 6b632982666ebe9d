/** What the model can have computed: exact arithmetic, equations, units and statistics. */
@NullMarked
package io.github.metastone4j.sample.tools;

import org.jspecify.annotations.NullMarked;
