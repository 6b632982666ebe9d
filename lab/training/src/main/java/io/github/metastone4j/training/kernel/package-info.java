/**
 * The numeric code that fits a policy and its score head, compiled from a TorchScript source that stands on the one that
 * decodes.
 */
@NullMarked
package io.github.metastone4j.training.kernel;

import org.jspecify.annotations.NullMarked;
