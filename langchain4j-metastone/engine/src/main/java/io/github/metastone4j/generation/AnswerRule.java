package io.github.metastone4j.generation;

import io.github.metastone4j.kernel.AllowedTokens;

/**
 * What an answer must look like from here on, thinking excluded: with which tokens it may go on, and whether it is over
 * although the model would go on. A request has the rule for a whole answer; what it asks of the rest is the rule {@link
 * #after} each token.
 *
 * <p>Immutable. Every row keeps the rule for the rest of its own answer, also while it is out of the batch, and a fork
 * begins with its parent's. Called on the decode loop's thread for every token of an answer: be quick.
 */
public interface AnswerRule {

    /** Anything goes. */
    AnswerRule FREE = new AnswerRule() {};

    /** The tokens that may come next. */
    default AllowedTokens allowed() {
        return AllowedTokens.ALL;
    }

    /** Whether the answer is over with its last token. Not asked before there is one. */
    default boolean isOver() {
        return false;
    }

    /** The rule for what comes after another token, whether that was allowed or not. */
    default AnswerRule after(int token) {
        return this;
    }
}
