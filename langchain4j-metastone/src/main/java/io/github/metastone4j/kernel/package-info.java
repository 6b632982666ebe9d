/** The numeric code, compiled from one TorchScript source, and the device memory it works on. The only room that knows DJL. */
@NullMarked
package io.github.metastone4j.kernel;

import org.jspecify.annotations.NullMarked;
