/** A checkpoint's vocabulary: text to tokens and back. */
@NullMarked
package io.github.metastone4j.tokenizer;

import org.jspecify.annotations.NullMarked;
