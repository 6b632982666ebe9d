package io.github.metastone4j.evaluation;

/**
 * A measured mean over problems and its 95 % interval.
 *
 * @param value the mean; NaN if there was nothing to measure
 * @param low the 2.5th percentile of the bootstrap
 * @param high the 97.5th percentile of the bootstrap
 */
public record Estimate(double value, double low, double high) {}
