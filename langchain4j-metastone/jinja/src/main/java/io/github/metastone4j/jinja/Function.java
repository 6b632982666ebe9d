package io.github.metastone4j.jinja;

/** What a template can call: a macro, a method of a string or a dictionary, or one of the few global functions. */
@FunctionalInterface
interface Function {

    Object call(Arguments arguments, Scope scope);
}
