package io.github.metastone4j.nano.recipe;

import java.util.ArrayList;
import java.util.List;

/**
 * A piece of a story: its opening, something that happens next, or the question.
 *
 * @param text what is said
 * @param standsAlone whether the text is a sentence of its own; others are joined to sentences
 * @param afterLoss whether the clause makes sense only after something was taken away
 * @param formulas what the clause does to the numbers
 * @param replies for a question: sentences that state the answer
 */
record Clause(Phrase text, boolean standsAlone, boolean afterLoss, List<Formula> formulas, List<Phrase> replies) {

    private static final int ATTEMPTS = 4;

    /** How many steps the clause adds. */
    int steps() {
        int steps = 0;
        for (Formula formula : formulas) {
            steps += formula instanceof Formula.Compute ? 1 : 0;
        }
        return steps;
    }

    /** Whether the last step takes something away. */
    boolean takesAway() {
        return !formulas.isEmpty()
                && formulas.get(formulas.size() - 1) instanceof Formula.Compute last
                && last.operation() == Operation.SUBTRACT;
    }

    /** Draws the clause's numbers, or returns false where those so far leave no way to. */
    boolean happen(Scene scene) {
        var before = scene.remember();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            scene.beginClause();
            if (formulas.stream().allMatch(formula -> formula.apply(scene))) {
                return true;
            }
            scene.restore(before);
        }
        return false;
    }

    /** The reply sentences, with {@code {answer}} left for the answer. */
    List<String> repliesIn(Scene scene) {
        List<String> sentences = new ArrayList<>(replies.size());
        for (Phrase reply : replies) {
            sentences.add(reply.in(scene));
        }
        return sentences;
    }
}
