package io.github.metastone4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import io.github.metastone4j.effort.Economy;
import io.github.metastone4j.effort.EffortReport;
import io.github.metastone4j.selection.Selection;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of one prompt: the answer, and how it was found.
 *
 * @param answer the winner's text after its thinking, tool calls excluded; empty if there is none
 * @param toolCalls the tools that the winner calls, in order
 * @param trajectories all that competed, by index
 * @param selection which won, and why
 * @param spending what was decided about the effort: waves, trajectories given up, and why no more was spent
 * @param promptTokens tokens of the prompt
 * @param complete whether the model ended its answer itself, or a stop sequence did, rather than a limit
 * @param seed with which the same trajectories come again
 * @param timings where the time went
 */
public record Reflection(
        String answer,
        List<ToolExecutionRequest> toolCalls,
        List<ReflectionTrajectory> trajectories,
        Selection selection,
        EffortReport spending,
        int promptTokens,
        boolean complete,
        long seed,
        Timings timings) {

    /**
     * Wall-clock time of a request's phases.
     *
     * @param queued until its first trajectory ran, prefill excluded
     * @param prefill of its prompt
     * @param firstToken from submission to the first token of any trajectory
     * @param thinking from then until the choice
     * @param answering from the choice to the end
     */
    public record Timings(
            Duration queued, Duration prefill, Duration firstToken, Duration thinking, Duration answering) {}

    /** Copies the lists. */
    public Reflection {
        toolCalls = List.copyOf(toolCalls);
        trajectories = List.copyOf(trajectories);
    }

    /** The trajectory that answered. */
    public ReflectionTrajectory winner() {
        return trajectories.get(selection.index());
    }

    /** The effort that this was, or null if it has no name. */
    public @Nullable ReasoningEffort effort() {
        return spending.economy().equals(Economy.NONE)
                ? ReasoningEffort.of(spending.trajectories())
                : ReasoningEffort.AUTO;
    }

    /** Trajectories that brought their thinking to an end themselves, before a limit did. */
    public int completed() {
        return (int) trajectories.stream()
                .filter(trajectory -> trajectory.ending() == ReflectionTrajectory.Ending.CLOSED)
                .count();
    }

    /** Tokens that all trajectories drew together; what some share counts once. */
    public int allTokens() {
        return trajectories.stream().mapToInt(ReflectionTrajectory::drawnTokens).sum();
    }

    /** The same with scores and steps of the trajectories, but not their text. */
    Reflection withoutThinking() {
        return new Reflection(
                answer,
                toolCalls,
                trajectories.stream().map(ReflectionTrajectory::withoutThinking).toList(),
                selection,
                spending,
                promptTokens,
                complete,
                seed,
                timings);
    }
}
