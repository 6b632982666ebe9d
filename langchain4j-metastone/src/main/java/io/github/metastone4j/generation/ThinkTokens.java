package io.github.metastone4j.generation;

/** The ids of {@code <think>} and {@code </think>}. */
public record ThinkTokens(int open, int close) {}
