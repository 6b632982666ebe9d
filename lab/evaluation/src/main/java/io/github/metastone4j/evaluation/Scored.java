package io.github.metastone4j.evaluation;

/**
 * A sample's trajectory score and its verdict.
 *
 * @param score in [0, 1]
 */
record Scored(double score, boolean right) {}
