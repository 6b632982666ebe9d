package io.github.metastone4j.nano.recipe;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * An arithmetic problem together with everything needed to solve it in several correct ways.
 *
 * @param question what a user would type
 * @param answer the only right answer, a positive whole number
 * @param operations the number of steps the problem needs, 2 to 5
 * @param solution the last step, which holds the steps before it as its operands
 * @param replies sentences that state the answer, {@code {answer}} standing for it
 */
public record NanoProblem(String question, String answer, int operations, Step solution, List<String> replies) {

    /** Copies the list. */
    public NanoProblem {
        replies = List.copyOf(replies);
    }

    /** Whether the problem is told in words; else it is a bare expression. */
    boolean isStory() {
        return !question.contains(Expressions.write(solution));
    }

    /** Writes one of the correct solutions: one step per paragraph, each with its equation, each ending in {@code ".\n\n"}. */
    public String thinking(RandomGenerator random) {
        return Thinking.of(solution, random);
    }

    /** Writes a short sentence that holds the answer in a box. */
    public String response(RandomGenerator random) {
        return replies.get(random.nextInt(replies.size())).replace("{answer}", "\\boxed{" + answer + "}");
    }
}
