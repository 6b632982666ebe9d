package io.github.metastone4j.training;

import java.util.List;

/**
 * One text to learn from.
 *
 * @param ids all its tokens
 * @param promptLength how many of them are the prompt, which is read but not imitated
 * @param imitate whether the policy is to learn the tokens after the prompt
 * @param scoredPositions where the score head reads, ascending; empty if the text isn't judged
 * @param outcome whether the trajectory ended right: the label each of its steps inherits
 */
public record TrainingText(
        int[] ids, int promptLength, boolean imitate, List<Integer> scoredPositions, boolean outcome) {

    /** There must be something after the prompt. */
    public TrainingText {
        scoredPositions = List.copyOf(scoredPositions);
        if (promptLength < 1 || promptLength >= ids.length) {
            throw new IllegalArgumentException(
                    "a text of " + ids.length + " tokens cannot have a prompt of " + promptLength);
        }
    }

    /** A text to imitate. */
    public static TrainingText imitated(int[] ids, int promptLength) {
        return new TrainingText(ids, promptLength, true, List.of(), true);
    }
}
