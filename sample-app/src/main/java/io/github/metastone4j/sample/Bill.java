package io.github.metastone4j.sample;

import io.github.metastone4j.MetaStoneTokenUsage;
import io.github.metastone4j.Reflection;
import java.time.Duration;

/**
 * What one round or a whole run has cost.
 *
 * @param promptTokens read, once for all trajectories of a round
 * @param thinkingTokens of the winner
 * @param answerTokens of the winner
 * @param allTokens of all trajectories, thinking and answers
 * @param firstTokenMillis from the submission to the first token of any trajectory, in the first round
 * @param millis all the time
 */
record Bill(
        int rounds,
        int promptTokens,
        int thinkingTokens,
        int answerTokens,
        int allTokens,
        long firstTokenMillis,
        long millis) {

    static final Bill NOTHING = new Bill(0, 0, 0, 0, 0, 0, 0);

    /** Of one round. */
    static Bill of(Reflection reflection, MetaStoneTokenUsage usage, Duration time) {
        return new Bill(
                1,
                usage.inputTokenCount(),
                usage.thinkingTokens(),
                usage.answerTokens(),
                usage.allOutputTokens(),
                reflection.timings().firstToken().toMillis(),
                time.toMillis());
    }

    /** With one more round. */
    Bill plus(Bill next) {
        return new Bill(
                rounds + next.rounds,
                promptTokens + next.promptTokens,
                thinkingTokens + next.thinkingTokens,
                answerTokens + next.answerTokens,
                allTokens + next.allTokens,
                rounds == 0 ? next.firstTokenMillis : firstTokenMillis,
                millis + next.millis);
    }

    Bill withMillis(long all) {
        return new Bill(rounds, promptTokens, thinkingTokens, answerTokens, allTokens, firstTokenMillis, all);
    }
}
