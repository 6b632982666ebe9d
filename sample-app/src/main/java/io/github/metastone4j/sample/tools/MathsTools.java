package io.github.metastone4j.sample.tools;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import io.github.metastone4j.nano.Calculator;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * The tools that are offered to the model. What cannot be computed is an {@link IllegalArgumentException}, whose message goes
 * back to the model. Descriptions are short: they stand in every prompt.
 */
@ApplicationScoped
public class MathsTools {

    private final Calculator calculator = new Calculator();

    /** Exact arithmetic. */
    @Tool("Computes an arithmetic expression exactly")
    public Computed calculator(@P("the expression, such as (12 + 7) * 3") String expression) {
        return new Computed(calculator.calculator(expression));
    }

    /** Another unit of the same quantity. */
    @Tool("Converts a value from one unit to another")
    public Computed convert(
            @P("a number") String value, @P("its unit, such as km/h") String from, @P("the unit wanted") String to) {
        return new Computed(Units.convert(Fraction.parse(value), from, to).toDecimal() + " " + to.strip());
    }

    /** Linear and quadratic equations. */
    @Tool("Solves a linear or quadratic equation")
    public Computed solve(@P("the equation, such as 2x + 3 = 11") String equation) {
        return new Computed(Equation.solve(equation));
    }

    /** A number that says something about many. */
    @Tool("Computes the mean, median or another figure of numbers")
    public Computed statistics(
            @P("the numbers, such as 3, 5, 8") String numbers, @P("mean, median, mode, sum, range, ...") String what) {
        return new Computed(Statistics.of(numbers).get(what));
    }
}
