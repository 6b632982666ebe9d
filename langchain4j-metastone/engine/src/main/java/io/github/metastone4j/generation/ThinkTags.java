package io.github.metastone4j.generation;

/**
 * The two tokens between which a model thinks, {@code <think>} and {@code </think>}.
 *
 * @param open the id of {@code <think>}
 * @param close the id of {@code </think>}, another one
 */
public record ThinkTags(int open, int close) {

    /** Two different ids. */
    public ThinkTags {
        if (open < 0 || close < 0 || open == close) {
            throw new IllegalArgumentException(
                    "think tags need two different token ids, not " + open + " and " + close);
        }
    }

    /** Whether a prompt ends within thinking: some templates open it for the model. */
    public boolean leftOpenBy(int[] prompt) {
        for (int i = prompt.length - 1; i >= 0; i--) {
            if (prompt[i] == open || prompt[i] == close) {
                return prompt[i] == open;
            }
        }
        return false;
    }
}
