/** Fits a policy and its score head with the very kernels that serve them. */
@NullMarked
package io.github.metastone4j.training;

import org.jspecify.annotations.NullMarked;
