/**
 * Whether a final answer is the right one, however it is written: {@link io.github.metastone4j.grading.AnswerGrader}.
 *
 * <p>An answer is read by a parser of our own ({@code AnswerParser}) into a tree of what it says ({@code Answer}, {@code Expression}). Trees
 * are compared piece by piece ({@code Comparison}); values exactly, then at points, and last by computer algebra ({@code Equality}).
 */
@NullMarked
package io.github.metastone4j.grading;

import org.jspecify.annotations.NullMarked;
