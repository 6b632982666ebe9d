package io.github.metastone4j.generation;

import io.github.metastone4j.kernel.AllowedTokens;
import java.nio.IntBuffer;

/**
 * What an answer must look like, thinking excluded: with which tokens it may go on, and where it ends although the model
 * would go on.
 *
 * <p>A function of the answer's tokens alone, so that a row that gave way can go on later. Called on the decode loop's
 * thread for every token of an answer: be quick.
 */
public interface AnswerRule {

    /** Anything goes. */
    AnswerRule FREE = new AnswerRule() {};

    /**
     * The tokens that may follow.
     *
     * @param answer the answer's tokens so far, from position 0 to the limit; possibly none
     */
    default AllowedTokens allowedAfter(IntBuffer answer) {
        return AllowedTokens.ALL;
    }

    /**
     * Whether the answer is over with its last token.
     *
     * @param answer the answer's tokens so far, from position 0 to the limit; at least one
     */
    default boolean endsWith(IntBuffer answer) {
        return false;
    }
}
