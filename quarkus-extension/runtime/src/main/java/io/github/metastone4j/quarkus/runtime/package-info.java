/** MetaStone's chat models as beans of a Quarkus application: configuration, loading, readiness, and what the Dev UI calls. */
@NullMarked
package io.github.metastone4j.quarkus.runtime;

import org.jspecify.annotations.NullMarked;
