/** A small reflective model of our own: its weights, and a calculator for it to call. */
@NullMarked
package io.github.metastone4j.nano;

import org.jspecify.annotations.NullMarked;
