package io.github.metastone4j.training.kernel;

/**
 * What one training pass measured.
 *
 * @param language mean loss of a token: in nats where tokens are imitated
 * @param judged step loss
 * @param tokens that counted for the next-token loss
 * @param steps that were scored
 * @param agreement share of steps whose score lies on the side of their trajectory's outcome: what SPR's filter keeps
 * @param predicted share of counted tokens that were the likeliest
 * @param entropy mean over counted tokens of the policy's entropy, nats; 0 where tokens are imitated
 * @param divergence mean estimate of the divergence from the reference, nats a token; 0 where tokens are imitated
 * @param clipped share of counted tokens whose gradient the clip held back
 * @param selfScores mean divergence of the head's scores of tokens from what the policy gave them, nats; 0 where it does
 *     not score them
 */
public record BatchLoss(
        double language,
        double judged,
        long tokens,
        long steps,
        double agreement,
        double predicted,
        double entropy,
        double divergence,
        double clipped,
        double selfScores) {}
