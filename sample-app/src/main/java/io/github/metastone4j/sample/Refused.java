package io.github.metastone4j.sample;

/**
 * What a caller of the feed is told instead of an answer.
 *
 * @param error what went wrong, and what to do about it
 */
record Refused(String error) {}
