/** Grammars over bytes, that of JSON with a schema above all, read byte by byte. */
@NullMarked
package io.github.metastone4j.chat.grammar;

import org.jspecify.annotations.NullMarked;
