package io.github.metastone4j.kernel;

import java.util.Arrays;

/**
 * A full pass over a text of t tokens.
 *
 * @param features residual stream that enters the tap layer, {@code [t, c]}
 * @param scoreLogits the head's logits, {@code [t]}; NaN without a head
 * @param logits of the token after each position, {@code [t, v]}
 * @param hiddenSize c
 * @param vocabSize v
 */
public record Reading(float[] features, float[] scoreLogits, float[] logits, int hiddenSize, int vocabSize) {

    /** The features at one position, {@code [c]}. */
    public float[] featuresAt(int position) {
        return Arrays.copyOfRange(features, position * hiddenSize, (position + 1) * hiddenSize);
    }

    /** The logits at one position, {@code [v]}. */
    public float[] logitsAt(int position) {
        return Arrays.copyOfRange(logits, position * vocabSize, (position + 1) * vocabSize);
    }

    /** The natural logarithm of the probability that {@code token} follows {@code position}. */
    public double logProbability(int position, int token) {
        int from = position * vocabSize;
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < vocabSize; i++) {
            max = Math.max(max, logits[from + i]);
        }
        double sum = 0;
        for (int i = 0; i < vocabSize; i++) {
            sum += Math.exp(logits[from + i] - max);
        }
        return logits[from + token] - max - Math.log(sum);
    }
}
