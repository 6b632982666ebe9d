package io.github.metastone4j.evaluation.rollout;

import io.github.metastone4j.generation.StepPositions;
import io.github.metastone4j.generation.StepRule;
import io.github.metastone4j.generation.ThinkTags;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a policy wrote for one problem, judged.
 *
 * @param problem its number in the run, from 0
 * @param prompt token ids
 * @param attempts as they were drawn
 */
public record Attempts(int problem, int[] prompt, List<Attempt> attempts) {

    /**
     * One sampled output.
     *
     * @param output token ids
     * @param thinking how many of them are thinking, the closing tag included; all, where there are no think tags
     * @param cut whether the tag that closes its thinking was written for it, which it did not draw
     * @param logProbability sum over its tokens, nats
     * @param stepScores what the model's own head said of its steps while it was drawn, 0 to 1; empty without a head
     * @param answer its final answer, normalised; null if it gave none
     * @param right the verdict
     */
    public record Attempt(
            int[] output,
            int thinking,
            boolean cut,
            double logProbability,
            List<Double> stepScores,
            @Nullable String answer,
            boolean right) {

        /** Copies the list. */
        public Attempt {
            stepScores = List.copyOf(stepScores);
        }
    }

    /** Copies the list. */
    public Attempts {
        attempts = List.copyOf(attempts);
    }

    /** How many are right. */
    public int right() {
        return (int) attempts.stream().filter(Attempt::right).count();
    }

    /** How many tokens they have together. */
    public long tokens() {
        return attempts.stream().mapToLong(attempt -> attempt.output().length).sum();
    }

    /** Prompt and output of one attempt. */
    public int[] text(int attempt) {
        int[] output = attempts.get(attempt).output();
        int[] ids = Arrays.copyOf(prompt, prompt.length + output.length);
        System.arraycopy(output, 0, ids, prompt.length, output.length);
        return ids;
    }

    /** Prompt and thinking of one attempt: what its steps are scored on. */
    public int[] thinking(int attempt) {
        Attempt one = attempts.get(attempt);
        int[] ids = Arrays.copyOf(prompt, prompt.length + one.thinking());
        System.arraycopy(one.output(), 0, ids, prompt.length, one.thinking());
        return ids;
    }

    /** Where the score head reads in {@link #thinking}, as it does while the model is served; ascending. */
    public List<Integer> scoredPositions(int attempt, @Nullable ThinkTags think, StepRule steps) {
        return StepPositions.of(thinking(attempt), think, steps).stream()
                .filter(position -> position >= prompt.length - 1)
                .toList();
    }
}
