/** Which tests a build ran, read from the reports that they leave. */
@NullMarked
package io.github.metastone4j.summary;

import org.jspecify.annotations.NullMarked;
