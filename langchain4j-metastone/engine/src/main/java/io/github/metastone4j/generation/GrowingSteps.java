package io.github.metastone4j.generation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The scored steps of a text that grows: at any length those whose positions {@link StepPositions} finds in the whole of
 * it. Each token is looked at once. All are looked at again where a think tag moves a border, which three can do: the
 * first and the second that open, and the second that closes.
 */
final class GrowingSteps {

    private final int promptLength;
    private final @Nullable ThinkTags think;
    private final StepRule rule;
    private final List<Step> steps = new ArrayList<>();
    private int seen; // tokens
    private int opening; // think tags among them
    private int closing;
    private int start; // where the only opening tag stands, or 0
    private int end = Integer.MAX_VALUE; // where the only closing tag stands, or beyond everything

    GrowingSteps(int promptLength, @Nullable ThinkTags think, StepRule rule) {
        this.promptLength = promptLength;
        this.think = think;
        this.rule = rule;
    }

    /**
     * The steps, in order.
     *
     * @param ids the text, prompt included
     * @param scoreLogits of the token at the same place of ids: the head's logit where it was predicted; NaN is none
     * @param length how long the text is; not less than it was
     */
    List<Step> upTo(int[] ids, float[] scoreLogits, int length) {
        for (; seen < length; seen++) {
            if (movesBorder(ids[seen])) {
                steps.clear();
                for (int i = promptLength; i < seen; i++) {
                    addStepThatEndsAt(i, ids, scoreLogits);
                }
            }
            addStepThatEndsAt(seen, ids, scoreLogits);
        }
        return Collections.unmodifiableList(steps);
    }

    /** Whether a border between what is thinking and what is not is elsewhere now, for tokens before this one as well. */
    private boolean movesBorder(int token) {
        if (think == null) {
            return false;
        }
        if (token == think.open()) {
            int before = start;
            start = ++opening == 1 ? seen : 0;
            return start != before;
        }
        if (token == think.close()) {
            end = ++closing == 1 ? seen : Integer.MAX_VALUE;
            return closing == 2;
        }
        return false;
    }

    private void addStepThatEndsAt(int i, int[] ids, float[] scoreLogits) {
        boolean inside = i >= promptLength && i - 1 > start && i <= end;
        if (inside && !Float.isNaN(scoreLogits[i]) && StepPositions.endsStep(ids, i, start, think, rule)) {
            int from = steps.isEmpty() ? 0 : steps.get(steps.size() - 1).end();
            steps.add(new Step(from, i + 1 - promptLength, 1 / (1 + Math.exp(-scoreLogits[i]))));
        }
    }
}
