package io.github.metastone4j.training.kernel;

/**
 * Rows of equal length for one forward and backward pass.
 *
 * @param ids token ids, {@code (rows, length)} row by row, padded at the end
 * @param targets 1 where the token after that position counts for the next-token loss, else 0; same shape
 * @param policy three numbers for each target that counts, in their order: the advantage of its trajectory, and its token's
 *     log-probability under the policy that drew it and under the reference; empty if the targets are to be imitated
 * @param steps four numbers for each scored step: row, position, outcome (1 right, 0 wrong), weight
 */
public record TrainingBatch(int rows, int length, long[] ids, boolean[] targets, float[] policy, float[] steps) {

    public TrainingBatch {
        if (ids.length != rows * length || targets.length != ids.length || steps.length % 4 != 0) {
            throw new IllegalArgumentException("a batch of " + rows + " rows x " + length + " positions needs "
                    + rows * length + " ids and targets, and 4 numbers a step; got " + ids.length + ", "
                    + targets.length + " and " + steps.length);
        }
    }
}
