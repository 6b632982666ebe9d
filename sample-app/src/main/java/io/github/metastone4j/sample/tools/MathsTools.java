package io.github.metastone4j.sample.tools;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import io.github.metastone4j.nano.Calculator;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tools that are offered to the model. What cannot be computed is an {@link IllegalArgumentException}, whose message goes
 * back to the model. Descriptions are short: they stand in every prompt.
 */
@ApplicationScoped
public class MathsTools {

    /** What they are called. */
    public static final List<String> NAMES = List.of("calculator", "convert", "solve", "statistics");

    private final Calculator calculator = new Calculator();

    /** Exact arithmetic. */
    @Tool("Computes an arithmetic expression exactly")
    public Computed calculator(@P("the expression, such as (12 + 7) * 3") @Nullable String expression) {
        return new Computed(calculator.calculator(given("expression", expression)));
    }

    /** Another unit of the same quantity. */
    @Tool("Converts a value from one unit to another")
    public Computed convert(
            @P("a number") @Nullable String value,
            @P("its unit, such as km/h") @Nullable String from,
            @P("the unit wanted") @Nullable String to) {
        Fraction number = Fraction.parse(given("value", value));
        String wanted = given("to", to).strip();
        return new Computed(Units.convert(number, given("from", from), wanted).toDecimal() + " " + wanted);
    }

    /** Linear and quadratic equations. */
    @Tool("Solves a linear or quadratic equation")
    public Computed solve(@P("the equation, such as 2x + 3 = 11") @Nullable String equation) {
        return new Computed(Equation.solve(given("equation", equation)));
    }

    /** A number that says something about many. */
    @Tool("Computes the mean, median or another figure of numbers")
    public Computed statistics(
            @P("the numbers, such as 3, 5, 8") @Nullable String numbers,
            @P("mean, median, mode, sum, range, ...") @Nullable String what) {
        return new Computed(Statistics.of(given("numbers", numbers)).get(given("what", what)));
    }

    /** An argument that the model may have left out, or called by another name. */
    private static String given(String name, @Nullable String argument) {
        if (argument == null) {
            throw new IllegalArgumentException("the argument '" + name + "' is missing");
        }
        return argument;
    }
}
