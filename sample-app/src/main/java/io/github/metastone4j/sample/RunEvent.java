package io.github.metastone4j.sample;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What happens in a run. A run has one round or more: in each, k trajectories compete, and the winner answers or calls tools.
 * Trajectories count from 0.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RunEvent.Begun.class, name = "begun"),
    @JsonSubTypes.Type(value = RunEvent.Tokens.class, name = "tokens"),
    @JsonSubTypes.Type(value = RunEvent.Step.class, name = "step"),
    @JsonSubTypes.Type(value = RunEvent.Forked.class, name = "forked"),
    @JsonSubTypes.Type(value = RunEvent.Thought.class, name = "thought"),
    @JsonSubTypes.Type(value = RunEvent.Stopped.class, name = "stopped"),
    @JsonSubTypes.Type(value = RunEvent.Selected.class, name = "selected"),
    @JsonSubTypes.Type(value = RunEvent.Answer.class, name = "answer"),
    @JsonSubTypes.Type(value = RunEvent.Ended.class, name = "ended"),
    @JsonSubTypes.Type(value = RunEvent.ToolCall.class, name = "toolCall"),
    @JsonSubTypes.Type(value = RunEvent.ToolResult.class, name = "toolResult"),
    @JsonSubTypes.Type(value = RunEvent.Done.class, name = "done"),
    @JsonSubTypes.Type(value = RunEvent.Failed.class, name = "failed"),
    @JsonSubTypes.Type(value = RunEvent.Cancelled.class, name = "cancelled")
})
sealed interface RunEvent {

    /** Whether nothing follows. */
    @JsonIgnore
    default boolean isLast() {
        return false;
    }

    /** A round begins, the first one counted as 1, with so many trajectories; others are told of once they write. */
    record Begun(int round, int trajectories, long seed, int promptTokens) implements RunEvent {}

    /** Trajectories have gone on; what each has written since the last event of this kind or its last step. */
    record Tokens(Map<Integer, String> texts) implements RunEvent {}

    /**
     * A trajectory has finished a step, the first one counted as 0.
     *
     * @param trajectoryScore the aggregate of its step scores so far
     */
    record Step(int trajectory, int index, double score, String text, double trajectoryScore) implements RunEvent {}

    /** A step search lets a trajectory begin as a copy of what another has thought so far. */
    record Forked(int from, int trajectory) implements RunEvent {}

    /**
     * A trajectory has finished thinking.
     *
     * @param score the aggregate of its step scores
     * @param ending closed, budget or end_of_text
     */
    record Thought(int trajectory, double score, int tokens, String ending) implements RunEvent {}

    /** A trajectory was given up before it had finished thinking. */
    record Stopped(int trajectory, double score, int tokens) implements RunEvent {}

    /** The winner is known, and why; scores of those that competed, by index. */
    record Selected(int trajectory, double score, String reason, Map<Integer, Double> scores) implements RunEvent {}

    /** The winner's answer goes on. */
    record Answer(String text) implements RunEvent {}

    /**
     * A round is over.
     *
     * @param finalAnswers what each trajectory boxed as its answer, normalised; null where it gave none
     * @param effort what was decided about the effort, in a line; null where all trajectories were asked for and could think
     */
    record Ended(int round, List<@Nullable String> finalAnswers, @Nullable String effort, Bill bill)
            implements RunEvent {}

    /** A tool is being run. */
    record ToolCall(String id, String name, String arguments) implements RunEvent {}

    /** It has returned. */
    record ToolResult(String id, String name, String result, boolean failed) implements RunEvent {}

    /** The answer is complete. */
    record Done(Bill bill) implements RunEvent {

        @Override
        public boolean isLast() {
            return true;
        }
    }

    /** There will be no answer; why, and what to do about it. */
    record Failed(String message) implements RunEvent {

        @Override
        public boolean isLast() {
            return true;
        }
    }

    /** Somebody has cancelled the run. */
    record Cancelled() implements RunEvent {

        @Override
        public boolean isLast() {
            return true;
        }
    }
}
