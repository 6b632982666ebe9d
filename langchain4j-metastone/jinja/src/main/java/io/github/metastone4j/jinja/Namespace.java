package io.github.metastone4j.jinja;

import java.util.HashMap;
import java.util.Map;

/** The only value that changes: what a loop body sets on it is there after the loop. */
record Namespace(Map<String, Object> variables) {

    Namespace {
        variables = new HashMap<>(variables);
    }

    Object get(String name) {
        Object value = variables.get(name);
        return value == null ? new Undefined(name) : value;
    }
}
