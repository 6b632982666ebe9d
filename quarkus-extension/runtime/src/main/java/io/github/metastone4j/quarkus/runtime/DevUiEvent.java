package io.github.metastone4j.quarkus.runtime;

import io.github.metastone4j.Reflection;
import io.github.metastone4j.Reflection.Timings;
import io.github.metastone4j.ReflectionTrajectory;
import io.github.metastone4j.ReflectionTrajectory.Ending;
import io.github.metastone4j.effort.EffortReport;
import io.github.metastone4j.selection.Selection;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the Dev UI is told of a question it asked, in the order in which it happens. */
public sealed interface DevUiEvent {

    /** What tells one from another in JSON. */
    default String getKind() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** The model is lazy, and this question is the one that loads its weights. */
    record Loading() implements DevUiEvent {}

    /** The request is on its way, with so many trajectories; with effort auto more may follow. */
    record Begun(int trajectories) implements DevUiEvent {}

    /** A trajectory has written more of its thinking. */
    record Thinking(int trajectory, String text) implements DevUiEvent {}

    /** A trajectory has finished a step. */
    record Step(int trajectory, String text, double score) implements DevUiEvent {}

    /** A trajectory begins as a copy of what another has thought so far: its steps, and what it has written since. */
    record Forked(int from, int trajectory) implements DevUiEvent {}

    /**
     * A trajectory has finished thinking.
     *
     * @param score the aggregate of its step scores
     * @param finalAnswer what it boxed; null if nothing, or if it has not answered
     * @param closed whether it ended its thinking itself, rather than a limit
     */
    record Thought(int trajectory, double score, @Nullable String finalAnswer, boolean closed) implements DevUiEvent {

        static Thought of(ReflectionTrajectory one) {
            return new Thought(one.index(), one.score(), one.finalAnswer(), one.ending() == Ending.CLOSED);
        }
    }

    /** A trajectory was given up before it had finished thinking. */
    record Stopped(int trajectory) implements DevUiEvent {}

    /** The winner is known, and why. */
    record Selected(int trajectory, String selector, String reason) implements DevUiEvent {

        static Selected of(Selection selection) {
            return new Selected(selection.index(), selection.selector().toString(), selection.reason());
        }
    }

    /** The winner has written more of its answer. */
    record Answer(String text) implements DevUiEvent {}

    /**
     * The answer is complete; what it cost.
     *
     * @param trajectories that have begun
     * @param effort what was decided about the effort, in a line; null where all trajectories were asked for and could think
     * @param promptTokens tokens of the prompt
     * @param winnerTokens tokens of the trajectory that answered
     * @param allTokens tokens of all trajectories
     * @param milliseconds from submission to the end of the answer
     * @param firstTokenMilliseconds from submission to the first token of any trajectory
     * @param complete whether the model ended its answer itself, rather than a limit
     * @param seed with which the same trajectories come again; as text, because JavaScript has no numbers of 64 bits
     */
    record Answered(
            int trajectories,
            @Nullable String effort,
            int promptTokens,
            int winnerTokens,
            int allTokens,
            long milliseconds,
            long firstTokenMilliseconds,
            boolean complete,
            String seed)
            implements DevUiEvent {

        static Answered of(Reflection reflection) {
            Timings timings = reflection.timings();
            Duration all = timings.firstToken().plus(timings.thinking()).plus(timings.answering());
            EffortReport spent = reflection.spending();
            return new Answered(
                    reflection.trajectories().size(),
                    spent.decided() ? spent.reason() : null,
                    reflection.promptTokens(),
                    reflection.winner().tokens(),
                    reflection.allTokens(),
                    all.toMillis(),
                    timings.firstToken().toMillis(),
                    reflection.complete(),
                    Long.toString(reflection.seed()));
        }
    }

    /** There is no answer, and why. */
    record Failed(String message) implements DevUiEvent {}
}
