package io.github.metastone4j.evaluation.rollout;

import io.github.metastone4j.selection.FinalAnswer;

/** Tells whether a model's output solves a problem: the only thing a score head is taught. */
@FunctionalInterface
public interface OutcomeVerifier {

    /**
     * Whether the output is right. The same output must always get the same verdict.
     *
     * @param output everything the model wrote, thinking included
     */
    boolean isRight(Problem problem, String output);

    /** Tells its verdicts from another's, so that a run does not go on with verdicts of two kinds; empty where that is not told. */
    default String identity() {
        return "";
    }

    /** The evaluator's grader: the last {@code \boxed{...}} behind the thinking is the problem's answer. */
    static OutcomeVerifier finalAnswer() {
        return (problem, output) -> FinalAnswer.matches(problem.answer(), FinalAnswer.of(output));
    }
}
