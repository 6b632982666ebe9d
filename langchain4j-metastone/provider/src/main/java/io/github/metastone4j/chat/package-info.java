/** Chat template, where the thinking ends, and what the answer says and calls. */
@NullMarked
package io.github.metastone4j.chat;

import org.jspecify.annotations.NullMarked;
