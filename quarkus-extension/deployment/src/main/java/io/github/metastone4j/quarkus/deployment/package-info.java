/** What the extension does while an application is built. */
@NullMarked
package io.github.metastone4j.quarkus.deployment;

import org.jspecify.annotations.NullMarked;
