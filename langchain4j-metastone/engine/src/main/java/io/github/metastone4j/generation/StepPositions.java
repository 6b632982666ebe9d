package io.github.metastone4j.generation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which positions of a text are scored.
 *
 * <p>By the method's rule a step ends at i if token i is a step token and token i - 1 is neither one nor {@code <think>};
 * its score is taken at i - 1, the state that predicts the step token, and counts if that position lies strictly inside
 * the think tags.
 */
public final class StepPositions {

    private StepPositions() {}

    /**
     * The scored positions, ascending.
     *
     * @param ids a text, prompt included
     * @param think null for a vocabulary without think tags
     */
    public static List<Integer> of(int[] ids, @Nullable ThinkTags think, StepRule rule) {
        int start = think == null ? 0 : onlyIndex(ids, think.open(), 0);
        int end = think == null ? ids.length : onlyIndex(ids, think.close(), ids.length);
        List<Integer> positions = new ArrayList<>();
        for (int i = 1; i < ids.length; i++) {
            boolean inside = i - 1 >= start + 1 && i - 1 <= end - 1;
            if (inside && endsStep(ids, i, start, think, rule)) {
                positions.add(i - 1);
            }
        }
        return positions;
    }

    /** Whether a step ends with token i, which is not the first, if what is before it lies inside. */
    static boolean endsStep(int[] ids, int i, int start, @Nullable ThinkTags think, StepRule rule) {
        if (rule instanceof StepRule.StepTokens tokens) {
            int before = ids[i - 1];
            return tokens.contains(ids[i]) && !tokens.contains(before) && (think == null || before != think.open());
        }
        return (i - start) % ((StepRule.Windows) rule).tokens() == 0;
    }

    /** Where the token stands if it stands in one place only, else the fallback. */
    private static int onlyIndex(int[] ids, int token, int fallback) {
        int found = fallback;
        int count = 0;
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] == token) {
                found = i;
                count++;
            }
        }
        return count == 1 ? found : fallback;
    }
}
