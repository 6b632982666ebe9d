/** A server that speaks OpenAI's API: options become configuration, and a few lines say where everything is. */
@NullMarked
package io.github.metastone4j.server;

import org.jspecify.annotations.NullMarked;
