/** What a user sees: the chat model, its settings, and what it tells about how it reasoned. */
@NullMarked
package io.github.metastone4j;

import org.jspecify.annotations.NullMarked;
