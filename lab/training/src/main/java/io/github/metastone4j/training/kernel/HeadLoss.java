package io.github.metastone4j.training.kernel;

/**
 * What one update of a score head measured, before it.
 *
 * @param loss of the batch
 * @param kept the share of the batch that the loss's filter kept
 * @param agreement share of steps whose score lies on the side of their trajectory's outcome
 * @param gradientNorm before clipping
 */
public record HeadLoss(double loss, double kept, double agreement, double gradientNorm) {}
