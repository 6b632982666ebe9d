package io.github.metastone4j.nano;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;

/**
 * A calculator for models to call: a LangChain4j tool, as {@code AiServices.builder(...).tools(new Calculator())} takes it. The
 * embedded model has learnt to call it for what it finds hard.
 *
 * <p>It computes exactly, with fractions of whole numbers, and knows {@code + - * / ^ ! %} (percent), parentheses and the functions
 * {@code sqrt}, {@code abs}, {@code floor}, {@code ceil}, {@code round}, {@code min}, {@code max}, {@code gcd}, {@code lcm} and
 * {@code mod}. Expressions are data to it and never run as code. Immutable; may be used by several threads at once.
 */
public final class Calculator {

    /** A call computes one expression; the evaluator itself keeps no state. */
    private static final ExactArithmetic ARITHMETIC = new ExactArithmetic();

    /**
     * Computes an expression.
     *
     * @param expression such as {@code 12 * 8 - 15} or {@code max(2/3, 0.6)}: at most 500 characters and parentheses 20 deep. {@code ×},
     *     {@code ÷}, {@code −} and {@code **} are understood too
     * @return a whole number as {@code 81}; a decimal, {@code 2.5}, where the expression has a decimal and the result can be written as
     *     one; else a fraction in lowest terms, {@code 5/2}
     * @throws IllegalArgumentException if it cannot be computed, exactly and within 500 digits; the message says what is wrong and
     *     what to do instead, for the model that called
     */
    @Tool("Computes an arithmetic expression exactly")
    public String calculator(@P("the expression, such as (12 + 7) * 3") String expression) {
        return ARITHMETIC.compute(expression);
    }
}
