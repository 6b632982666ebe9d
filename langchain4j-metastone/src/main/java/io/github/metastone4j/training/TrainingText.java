package io.github.metastone4j.training;

/**
 * One text to learn from.
 *
 * @param ids all its tokens
 * @param promptLength how many of them are the prompt, which is read but not learnt
 */
public record TrainingText(int[] ids, int promptLength) {

    public TrainingText {
        if (promptLength < 1 || promptLength >= ids.length) {
            throw new IllegalArgumentException(
                    "a text of " + ids.length + " tokens cannot have a prompt of " + promptLength);
        }
    }
}
