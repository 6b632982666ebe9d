/** The part of the Jinja language that chat templates are written in, with Python's meaning of every expression. */
@NullMarked
package io.github.metastone4j.jinja;

import org.jspecify.annotations.NullMarked;
