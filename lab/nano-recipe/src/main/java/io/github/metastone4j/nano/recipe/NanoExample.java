package io.github.metastone4j.nano.recipe;

import java.util.random.RandomGenerator;

/**
 * A text to learn from, in the form the chat template gives it.
 *
 * @param prompt the question up to and including the opened {@code <think>}; not to be learnt
 * @param completion the thinking, the response and the end of the turn; to be learnt
 */
public record NanoExample(String prompt, String completion) {

    /** The problem with one of its solutions. */
    public static NanoExample of(NanoProblem problem, RandomGenerator random) {
        return new NanoExample(
                prompt(problem.question()),
                problem.thinking(random) + "</think>\n\n" + problem.response(random) + "<|im_end|>");
    }

    /** What the chat template makes of a single question. */
    public static String prompt(String question) {
        return "<|im_start|>user\n" + question + "<|im_end|>\n<|im_start|>assistant\n<think>\n";
    }
}
