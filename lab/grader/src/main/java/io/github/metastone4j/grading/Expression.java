package io.github.metastone4j.grading;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hipparchus.fraction.BigFraction;

/** A mathematical value as it was written. Nothing is computed here; equal trees are equal values. */
sealed interface Expression {

    /** A rational number. */
    record Fraction(BigFraction value) implements Expression {}

    /** A variable, with its subscript if it has one. */
    record Symbol(String name) implements Expression {}

    /** Numbers with a letter or sign of their own. */
    enum Constant implements Expression {
        PI,
        E,
        I,
        INFINITY
    }

    /** What can be done with values: all that a parsed answer can ask the computer algebra for. */
    enum Operation {
        PLUS,
        TIMES,
        DIVIDE,
        POWER,
        ABS,
        FACTORIAL,
        BINOMIAL,
        FLOOR,
        CEILING,
        LN,
        SIN,
        COS,
        TAN,
        COT,
        SEC,
        CSC,
        ARCSIN,
        ARCCOS,
        ARCTAN,
        SINH,
        COSH,
        TANH
    }

    /** An operation on values. */
    record Apply(Operation operation, List<Expression> arguments) implements Expression {
        public Apply {
            arguments = List.copyOf(arguments);
        }

        Expression first() {
            return arguments.get(0);
        }

        Expression second() {
            return arguments.get(1);
        }
    }

    static Expression of(Operation operation, Expression... arguments) {
        return new Apply(operation, List.of(arguments));
    }

    static Expression of(long number) {
        return new Fraction(new BigFraction(number));
    }

    /** A number keeps being a number; everything else is multiplied by -1. */
    default Expression negated() {
        return this instanceof Fraction number
                ? new Fraction(number.value().negate())
                : of(Operation.TIMES, of(-1), this);
    }

    default Expression minus(Expression other) {
        return of(Operation.PLUS, this, other.negated());
    }

    /** Whether this or something inside it is what is looked for. */
    default boolean contains(Expression part) {
        return equals(part)
                || (this instanceof Apply apply && apply.arguments().stream().anyMatch(one -> one.contains(part)));
    }

    /** The names of its variables, in order. */
    default Set<String> symbols() {
        Set<String> names = new TreeSet<>();
        collect(names);
        return names;
    }

    private void collect(Set<String> names) {
        if (this instanceof Symbol symbol) {
            names.add(symbol.name());
        } else if (this instanceof Apply apply) {
            apply.arguments().forEach(argument -> argument.collect(names));
        }
    }
}
