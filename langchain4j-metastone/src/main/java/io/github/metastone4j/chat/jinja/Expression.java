package io.github.metastone4j.chat.jinja;

/** A parsed expression. */
@FunctionalInterface
interface Expression {

    Object evaluate(Scope scope);
}
