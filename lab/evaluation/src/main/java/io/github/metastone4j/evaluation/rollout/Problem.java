package io.github.metastone4j.evaluation.rollout;

/**
 * A question whose right answer is known.
 *
 * @param question what a user would type
 * @param answer the right answer, in whatever spelling an {@link OutcomeVerifier} understands
 */
public record Problem(String question, String answer) {}
