/**
 * The model for clients of OpenAI's chat completions: {@code /v1/chat/completions} and {@code /v1/models}. What that API has no
 * word for stands in a field {@code metastone} beside the rest.
 */
@NullMarked
package io.github.metastone4j.quarkus.openai;

import org.jspecify.annotations.NullMarked;
