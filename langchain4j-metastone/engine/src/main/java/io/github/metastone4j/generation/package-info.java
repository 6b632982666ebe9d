/** The decode loop: rows of many requests in one batch, each with its own length, settings and step scores. */
@NullMarked
package io.github.metastone4j.generation;

import org.jspecify.annotations.NullMarked;
