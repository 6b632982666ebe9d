/** Text to tokens and back: chat template, tokenizer, and where the thinking ends. */
@NullMarked
package io.github.metastone4j.chat;

import org.jspecify.annotations.NullMarked;
