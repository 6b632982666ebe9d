package io.github.metastone4j.grading;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a final answer says, as a structure of values. */
sealed interface Answer {

    /** A value, with its unit if one is written. */
    record Value(Expression expression, @Nullable Unit unit) implements Answer {}

    /** Words: everything that is not mathematics, or that cannot be read as such. */
    record Words(String text) implements Answer {}

    /** A set, in braces; order and repetition mean nothing. */
    record SetOf(List<Answer> elements) implements Answer {}

    /** Values side by side, without brackets: the solutions of an equation, say. */
    record Listing(List<Answer> elements) implements Answer {}

    /** Values in round or square brackets, at least two: a tuple, a point, or an interval. */
    record Bracketed(char open, List<Answer> elements, char close) implements Answer {

        /** Whether this can be an interval, so that the shape of its brackets says something. */
        boolean isPair() {
            return elements.size() == 2;
        }
    }

    /** A union of sets. */
    record Union(List<Answer> parts) implements Answer {}

    /** A matrix, by rows. */
    record Matrix(List<List<Answer>> rows) implements Answer {}

    /** A value that is called by a name: {@code x = 5}, {@code f(x) = x^2}, {@code x > 3}, {@code x \in \{1, 2\}}. */
    record Named(Expression name, Answer value) implements Answer {}

    /** Several things that are said to be equal. */
    record Equation(List<Answer> sides) implements Answer {}

    /** A value that is above zero, or at least zero. */
    record Inequality(Expression value, boolean strict) implements Answer {}
}
