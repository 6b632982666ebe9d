package io.github.metastone4j;

import io.github.metastone4j.generation.GenerationResult.Timings;
import io.github.metastone4j.selection.Selection;
import java.util.List;

/**
 * What came of one prompt: the answer, and how it was found.
 *
 * @param answer the winner's text after its thinking
 * @param trajectories all that competed, by index
 * @param selection which won, and why
 * @param promptTokens tokens of the prompt
 * @param complete whether the model ended its answer itself, rather than a limit
 * @param seed with which the same trajectories come again
 * @param timings where the time went
 */
public record Reflection(
        String answer,
        List<ReflectionTrajectory> trajectories,
        Selection selection,
        int promptTokens,
        boolean complete,
        long seed,
        Timings timings) {

    /** Copies the list. */
    public Reflection {
        trajectories = List.copyOf(trajectories);
    }

    /** The trajectory that answered. */
    public ReflectionTrajectory winner() {
        return trajectories.get(selection.index());
    }

    /** Tokens that all trajectories wrote together. */
    public int allTokens() {
        return trajectories.stream().mapToInt(ReflectionTrajectory::tokens).sum();
    }
}
