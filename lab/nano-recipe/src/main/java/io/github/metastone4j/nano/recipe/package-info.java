/** How the embedded model is made: its problems, its tokenizer and its recipe. */
@NullMarked
package io.github.metastone4j.nano.recipe;

import org.jspecify.annotations.NullMarked;
