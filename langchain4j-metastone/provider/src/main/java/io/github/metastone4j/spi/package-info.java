/** Where frameworks put builders of their own in place of ours, found through {@link java.util.ServiceLoader}. */
@NullMarked
package io.github.metastone4j.spi;

import org.jspecify.annotations.NullMarked;
