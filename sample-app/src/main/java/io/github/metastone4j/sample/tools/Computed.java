package io.github.metastone4j.sample.tools;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What a tool has computed, as the model reads it. quarkus-langchain4j writes results as JSON and would put a String in quotes.
 *
 * @param text plain
 */
public record Computed(@JsonValue @JsonRawValue String text) {}
