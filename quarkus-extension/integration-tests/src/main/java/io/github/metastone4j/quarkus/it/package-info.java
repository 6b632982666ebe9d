/** An application that asks the embedded model. */
@NullMarked
package io.github.metastone4j.quarkus.it;

import org.jspecify.annotations.NullMarked;
