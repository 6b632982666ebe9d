package io.github.metastone4j.jinja;

/** A parsed expression. */
@FunctionalInterface
interface Expression {

    Object evaluate(Scope scope);
}
