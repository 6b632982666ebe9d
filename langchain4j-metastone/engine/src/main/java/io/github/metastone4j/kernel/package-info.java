/** The numeric code, compiled from a TorchScript source, and the device memory it works on. */
@NullMarked
package io.github.metastone4j.kernel;

import org.jspecify.annotations.NullMarked;
