package io.github.metastone4j.jinja;

/** Python's {@code None}; within the interpreter no value is Java's null. */
enum None {
    NONE
}
