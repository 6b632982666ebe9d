package io.github.metastone4j.jinja;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A template in the language of chat templates: Jinja as Hugging Face's transformers sets it up ({@code trim_blocks},
 * {@code lstrip_blocks}, loop controls, {@code tojson} without HTML escapes, {@code raise_exception},
 * {@code strftime_now}).
 *
 * <p>A template comes with a downloaded checkpoint and is not trusted: it sees copies of the variables and nothing of
 * Java, cannot include files, and is stopped when it does too much.
 *
 * <p>Immutable; may be rendered by several threads at once.
 */
public final class JinjaTemplate {

    /** Statements run plus characters made. A prompt of a million characters is far below. */
    private static final long WORK = 50_000_000;

    private final Statement statement;

    private JinjaTemplate(Statement statement) {
        this.statement = statement;
    }

    /**
     * Parses a template.
     *
     * @throws JinjaException if it is not valid; the message says what was expected, {@link JinjaException#line} where
     */
    public static JinjaTemplate parse(String source) {
        try {
            return new JinjaTemplate(TemplateParser.parse(source));
        } catch (StackOverflowError e) {
            throw new JinjaException("the template is nested too deeply");
        }
    }

    /**
     * Renders with the given variables: null, strings, numbers, booleans, and collections and maps of them.
     *
     * @throws JinjaException if the template raises an exception, uses what is undefined, or exceeds its limits
     */
    public String render(Map<String, ? extends @Nullable Object> variables) {
        Map<String, Object> values = new HashMap<>(Globals.FUNCTIONS);
        variables.forEach((name, value) -> values.put(name, Values.of(value)));
        StringBuilder out = new StringBuilder();
        try {
            statement.execute(Scope.outermost(values, WORK), out);
        } catch (StackOverflowError e) {
            throw new JinjaException("the template calls itself too often");
        }
        return out.toString();
    }
}
