package io.github.metastone4j.generation;

/**
 * What a decode loop has to do at one moment.
 *
 * @param running requests that have begun
 * @param waiting requests that have not
 * @param rows trajectories in the batch
 * @param cacheBytes of their keys and values
 */
public record Occupancy(int running, int waiting, int rows, long cacheBytes) {}
