package io.github.metastone4j.sample;

import io.github.metastone4j.ReasoningEffort;
import io.github.metastone4j.selection.Selector;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is asked, and how.
 *
 * @param text the question
 * @param effort how many trajectories compete
 * @param selector who wins; null as the model's configuration says
 * @param seed with which the same trajectories come again
 * @param conversation whose earlier questions are remembered
 * @param tools names of those that the model may call
 */
record Question(
        String text,
        ReasoningEffort effort,
        @Nullable Selector selector,
        long seed,
        String conversation,
        Set<String> tools) {

    /** The effort of that name, in whatever case. */
    static ReasoningEffort effort(String name) {
        try {
            return ReasoningEffort.valueOf(name.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("effort is '" + name + "'; it must be low, medium, high or auto", e);
        }
    }
}
