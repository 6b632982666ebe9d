package io.github.metastone4j.jinja;

import java.util.List;
import java.util.Map;

/** The arguments of one call, by position and by name. */
record Arguments(List<Object> positional, Map<String, Object> named) {

    boolean has(int index, String name) {
        return index < positional.size() || named.containsKey(name);
    }

    Object get(int index, String name, Object otherwise) {
        return index < positional.size() ? positional.get(index) : named.getOrDefault(name, otherwise);
    }

    Object get(int index, String name) {
        if (!has(index, name)) {
            throw new JinjaException("argument '" + name + "' is missing");
        }
        return get(index, name, None.NONE);
    }

    String text(int index, String name) {
        if (get(index, name) instanceof String text) {
            return text;
        }
        throw new JinjaException("argument '" + name + "' must be a string, not " + Values.typeOf(get(index, name)));
    }

    int integer(int index, String name, int otherwise) {
        return Values.index(get(index, name, (long) otherwise));
    }

    /** What is left without the first. */
    Arguments tail() {
        return new Arguments(positional.subList(1, positional.size()), named);
    }
}
