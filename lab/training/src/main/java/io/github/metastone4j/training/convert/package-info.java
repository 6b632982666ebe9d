/** Checkpoints' files as they are written, and a score head brought from another program's training. */
@NullMarked
package io.github.metastone4j.training.convert;

import org.jspecify.annotations.NullMarked;
