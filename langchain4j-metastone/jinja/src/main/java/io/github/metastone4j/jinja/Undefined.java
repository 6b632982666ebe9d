package io.github.metastone4j.jinja;

/**
 * The value of what does not exist: empty when printed, false when tested, an error when used.
 *
 * @param name what was looked up
 */
record Undefined(String name) {

    JinjaException used() {
        return new JinjaException("'" + name + "' is undefined");
    }
}
