package io.github.metastone4j.generation;

import java.time.Duration;
import java.util.List;

/**
 * What one request brought.
 *
 * @param trajectories all k, by index; the winner's holds its answer as well
 * @param chosen index of the winner
 * @param answer the winner's tokens after its thinking, without the end token; its whole output without think tags
 * @param complete whether the model ended the answer itself, rather than a limit
 * @param timings where the time went
 */
public record GenerationResult(
        List<Trajectory> trajectories, int chosen, int[] answer, boolean complete, Timings timings) {

    /**
     * Wall-clock time of a request's phases.
     *
     * @param queued until its first row ran, prefill excluded
     * @param prefill of its prompt
     * @param firstToken from submission to the first token of any trajectory
     * @param thinking from then until the choice
     * @param answering from the choice to the end
     */
    public record Timings(
            Duration queued, Duration prefill, Duration firstToken, Duration thinking, Duration answering) {}

    /** Copies the list. */
    public GenerationResult {
        trajectories = List.copyOf(trajectories);
    }

    /** The trajectory that won. */
    public Trajectory winner() {
        return trajectories.get(chosen);
    }
}
