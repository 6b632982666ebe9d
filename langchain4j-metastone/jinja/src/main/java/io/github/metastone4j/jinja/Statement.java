package io.github.metastone4j.jinja;

import java.util.List;

/** A parsed piece of template: text, output or tag. */
@FunctionalInterface
interface Statement {

    /** How execution goes on: only {@code break} and {@code continue} leave the usual way. */
    enum Flow {
        NEXT,
        BREAK,
        CONTINUE
    }

    Flow execute(Scope scope, StringBuilder out);

    /** All of them, one after the other. */
    static Statement sequence(List<Statement> statements) {
        Statement[] all = statements.toArray(Statement[]::new);
        return (scope, out) -> {
            for (Statement statement : all) {
                Flow flow = statement.execute(scope, out);
                if (flow != Flow.NEXT) {
                    return flow;
                }
            }
            return Flow.NEXT;
        };
    }
}
