/** Text to tokens and back: chat template, tokenizer, where the thinking ends, and what the answer says and calls. */
@NullMarked
package io.github.metastone4j.chat;

import org.jspecify.annotations.NullMarked;
