package io.github.metastone4j.kernel;

/**
 * What one decode step says of one row.
 *
 * @param token the next token
 * @param logProbability of that token under the model itself, before temperature, penalty and truncation; nats
 * @param scoreLogit the head's logit at the position that predicts {@code token}; NaN without a head
 */
public record RowOutput(int token, double logProbability, double scoreLogit) {

    /** From three numbers a row. */
    static RowOutput[] read(double[] numbers) {
        RowOutput[] outputs = new RowOutput[numbers.length / 3];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = new RowOutput((int) numbers[3 * i], numbers[3 * i + 1], numbers[3 * i + 2]);
        }
        return outputs;
    }
}
