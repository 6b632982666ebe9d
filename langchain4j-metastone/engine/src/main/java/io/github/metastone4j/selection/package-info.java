/** Which trajectory answers: aggregators and selectors, pure functions on plain data. */
@NullMarked
package io.github.metastone4j.selection;

import org.jspecify.annotations.NullMarked;
