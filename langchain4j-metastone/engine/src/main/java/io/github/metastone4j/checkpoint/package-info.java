/** A Hugging Face folder on disk: configuration, tensors and score head, checked before anything is loaded. */
@NullMarked
package io.github.metastone4j.checkpoint;

import org.jspecify.annotations.NullMarked;
