package io.github.metastone4j.jinja;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The variables visible at one place; what is set here is not seen outside. */
final class Scope {

    private final @Nullable Scope outer;
    private final Map<String, Object> variables = new HashMap<>();
    private final Allowance allowance;

    private Scope(@Nullable Scope outer, Allowance allowance) {
        this.outer = outer;
        this.allowance = allowance;
    }

    static Scope outermost(Map<String, ?> variables, long work) {
        Scope scope = new Scope(null, new Allowance(work));
        scope.variables.putAll(variables);
        return scope;
    }

    Scope inner() {
        return new Scope(this, allowance);
    }

    Object get(String name) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            Object value = scope.variables.get(name);
            if (value != null) {
                return value;
            }
        }
        return new Undefined(name);
    }

    void set(String name, Object value) {
        variables.put(name, value);
    }

    /**
     * Takes from the work this rendering may do: one for a statement, one for each character or element of what is
     * made. To be called before the work, so that no template can hold a thread or fill the memory.
     */
    void spend(long work) {
        allowance.left -= work;
        if (work < 0 || allowance.left < 0) {
            throw new JinjaException(
                    "the template does not come to an end: it was stopped after " + allowance.all + " steps");
        }
    }

    private static final class Allowance {
        private final long all;
        private long left;

        private Allowance(long all) {
            this.all = all;
            this.left = all;
        }
    }
}
