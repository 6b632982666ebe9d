package io.github.metastone4j.kernel;

/**
 * What one training pass measured.
 *
 * @param language mean next-token loss, nats
 * @param judged step loss
 * @param tokens that counted for the next-token loss
 * @param steps that were scored
 * @param agreement share of steps whose score lies on the side of their trajectory's outcome: what SPR's filter keeps
 * @param predicted share of counted tokens that were the likeliest
 */
public record BatchLoss(double language, double judged, long tokens, long steps, double agreement, double predicted) {}
