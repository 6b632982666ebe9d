/** A small reflective model of our own: its problems, its tokenizer, its recipe and its weights. */
@NullMarked
package io.github.metastone4j.nano;

import org.jspecify.annotations.NullMarked;
