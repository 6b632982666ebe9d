package io.github.metastone4j.nano;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.agent.tool.ToolSpecifications;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalculatorTest {

    private final Calculator calculator = new Calculator();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    12 * 8 - 15 | 81
                    (12 + 7) * 3 | 57
                    2 + 3 * 4 | 14
                    20 - 5 - 3 | 12
                    100 / 5 / 2 | 10
                    2 ^ 3 ^ 2 | 512
                    -2 ^ 2 | -4
                    2 ^ -2 | 1/4
                    3 - -4 | 7
                    3 * -4 | -12
                    -(2 + 3) | -5
                    7/2 | 7/2
                    7 / 2.0 | 3.5
                    0.1 + 0.2 | 0.3
                    1 / 3.0 | 1/3
                    .5 * 4 | 2
                    2 ** 10 | 1024
                    6 × 7 − 8 ÷ 2 | 38
                    5! | 120
                    5! / 3! + 1 | 21
                    2 * 3! | 12
                    80 * 15% | 12
                    80 + 15% - 1 | 1583/20
                    99999999999999999999 + 1 | 100000000000000000000
                    sqrt(144) | 12
                    sqrt(4/9) | 2/3
                    abs(3 - 8) | 5
                    floor(7 / 2) | 3
                    floor(-7 / 2) | -4
                    ceil(7 / 2) | 4
                    round(2.5) | 3
                    min(3, 1, 2) | 1
                    max(2/3, 0.6) | 2/3
                    gcd(12, 18) | 6
                    lcm(4, 6, 10) | 60
                    mod(17, 5) | 2
                    mod(-1, 5) | 4
                    """)
    void it_computes_exactly(String expression, String result) {
        assertThat(calculator.calculator(expression)).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    '' | empty
                    2 + | '2 +' is not an expression; write numbers
                    * 3 | is not an expression
                    2 3 | put a sign such as *
                    ()  | is not an expression
                    min() | is not an expression
                    mod(1) | is not an expression
                    (2 + 3 | close every one that is opened
                    )2 + 3( | is not an expression
                    12 apples | is not a number
                    1,250 + 3 | is not an expression
                    12 * 8 = | is not a number
                    1 / 0 | division by 0
                    0 ^ -1 | division by 0
                    sqrt(2) | not exact
                    sqrt(-4) | not exact
                    2 ^ 0.5 | ^ takes whole numbers, not 1/2
                    gcd(1/2, 3) | gcd takes whole numbers
                    2 ^ 5000 | exponent 5000 is larger than 1000
                    99999999 ^ 999 | more than 500 digits
                    201! | from 0 to 200
                    (0 - 1)! | from 0 to 200
                    200! * 200! | more than 500 digits
                    """)
    void it_says_what_is_wrong_and_what_to_do(String expression, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> calculator.calculator(expression))
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"System.exit(1)", "1\n+ 2", "${x}", "\"1\"", "1e9", "0x10", "Infinity", "pi"})
    void nothing_but_arithmetic_is_computed(String expression) {
        assertThatIllegalArgumentException().isThrownBy(() -> calculator.calculator(expression));
    }

    @Test
    void long_and_deep_expressions_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> calculator.calculator("1" + "+1".repeat(300)))
                .withMessageContaining("601 characters, more than 500");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> calculator.calculator("(".repeat(21) + "1" + ")".repeat(21)))
                .withMessageContaining("more than 20 deep");
        assertThat(calculator.calculator("(".repeat(20) + "1" + ")".repeat(20))).isEqualTo("1");
    }

    @Test
    void it_is_a_tool_with_one_parameter() {
        List<ToolSpecification> tools = ToolSpecifications.toolSpecificationsFrom(calculator);
        assertThat(tools).hasSize(1);
        assertThat(tools.get(0).name()).isEqualTo("calculator");
        assertThat(tools.get(0).parameters().properties()).containsOnlyKeys("expression");
        assertThat(tools.get(0).parameters().required()).containsExactly("expression");
    }
}
