package io.github.metastone4j.training;

import java.util.Arrays;
import java.util.List;

/**
 * One text to learn from.
 *
 * @param ids all its tokens
 * @param learnt which of them the policy is to learn; never the first, which nothing predicts
 * @param policy empty if these are to be imitated; else, for each of them, the advantage of its trajectory, and its
 *     log-probability under the policy that drew it and under the reference, nats
 * @param labels what the score head is to say, and where
 */
public record TrainingText(int[] ids, boolean[] learnt, float[] policy, List<Label> labels) {

    /**
     * What the score head is to say at one position.
     *
     * @param position where it reads
     * @param right the outcome
     * @param weight of this label in the step loss
     */
    public record Label(int position, boolean right, double weight) {}

    /** Checks that the parts belong together. */
    public TrainingText {
        labels = List.copyOf(labels);
        int learns = 0;
        for (boolean one : learnt) {
            learns += one ? 1 : 0;
        }
        if (ids.length < 2 || learnt.length != ids.length || learnt[0]) {
            throw new IllegalArgumentException("a text of " + ids.length + " tokens with " + learnt.length
                    + " marks cannot be learnt; it needs two tokens at least, a mark for each, and none on the first");
        }
        if (policy.length != 0 && policy.length != 3 * learns) {
            throw new IllegalArgumentException("a text that learns " + learns + " tokens needs " + 3 * learns
                    + " numbers to do so from advantages; got " + policy.length);
        }
    }

    /** A text whose tokens behind the prompt are to be imitated. */
    public static TrainingText imitated(int[] ids, int promptLength) {
        return new TrainingText(ids, behind(promptLength, ids.length), new float[0], List.of());
    }

    /** Marks every token behind the prompt. */
    static boolean[] behind(int promptLength, int length) {
        if (promptLength < 1 || promptLength > length) {
            throw new IllegalArgumentException(
                    "a text of " + length + " tokens cannot have a prompt of " + promptLength);
        }
        var marks = new boolean[length];
        Arrays.fill(marks, promptLength, length, true);
        return marks;
    }
}
