package io.github.metastone4j.sample.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MathsToolsTest {

    private final MathsTools tools = new MathsTools();

    @Test
    void the_calculator_is_exact() {
        assertThat(tools.calculator("12 * 8 - 15").text()).isEqualTo("81");
        assertThat(tools.calculator("1/3 + 1/6").text()).isEqualTo("1/2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    2x + 3 = 11           | x = 4
                    3(y - 1) = y/2 + 4    | y = 14/5
                    x^2 = 5x - 6          | x = 2 or x = 3
                    (x+1)(x-1) = 0        | x = -1 or x = 1
                    x² - 6x + 9           | x = 3
                    x^2 = 2               | x = -sqrt(2) (about -1.41421) or x = sqrt(2) (about 1.41421)
                    x^2 - 2x - 1 = 0      | x = 1 - sqrt(2) (about -0.414214) or x = 1 + sqrt(2) (about 2.41421)
                    x^2 + 1 = 0           | no real number solves it
                    x + 1 = x             | no number solves it
                    2x = x + x            | every number solves it
                    -x = 4                | x = -4
                    x^3 - x^3 + 2x = 1    | x = 1/2
                    2*-x^2 = -8           | x = -2 or x = 2
                    x = 5 * -2^2          | x = -20
                    x^2 - 100000000x = -1 | x = 50000000 - sqrt(2499999999999999) (about 1.00000e-08) or x = 50000000 + sqrt(2499999999999999) (about 1.00000e+08)
                    """)
    void linear_and_quadratic_equations_are_solved_exactly(String equation, String solution) {
        assertThat(tools.solve(equation).text()).isEqualTo(solution);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    x^3 = 8      | degree 3
                    x + y = 2    | two unknowns, x and y
                    2 + 3 = 5    | no unknown
                    1/x = 2      | denominator
                    2x + = 3     | '=' at position 4
                    x / 0 = 1    | division by zero
                    ((((9^9)^9)^9)^9)x = 1 | more than 600 digits
                    """)
    void what_cannot_be_solved_is_refused_with_a_reason(String equation, String reason) {
        assertThatThrownBy(() -> tools.solve(equation))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "5, km, mile, about 3.106856 mile",
        "90, km/h, m/s, 25 m/s",
        "60, miles per hour, km/h, 96.56064 km/h",
        "2.5, hours, min, 150 min",
        "3, feet, cm, 91.44 cm",
        "212, °F, °C, 100 °C",
        "1/2, litre, ml, 500 ml",
        "1, m^2, cm^2, 10000 cm^2",
        "1, m3, l, 1000 l",
        "12, dozen, one, 144 one",
        "25, %, one, 0.25 one",
        "2, lbs, oz, 32 oz",
        "2, hrs, min, 120 min",
        "100, degrees Celsius, degrees Fahrenheit, 212 degrees Fahrenheit",
    })
    void units_are_converted_exactly(String value, String from, String to, String result) {
        assertThat(tools.convert(value, from, to).text()).isEqualTo(result);
    }

    @Test
    void units_that_do_not_fit_or_are_unknown_are_refused() {
        assertThatThrownBy(() -> tools.convert("1", "km", "kg")).hasMessageContaining("do not measure the same");
        assertThatThrownBy(() -> tools.convert("1", "parsnip", "kg")).hasMessageContaining("'parsnip' is unknown");
        assertThatThrownBy(() -> tools.convert("many", "km", "m")).hasMessageContaining("'many' is no number");
    }

    @ParameterizedTest
    @CsvSource({
        "'3, 5, 8', mean, about 5.3333333",
        "'3 5 8', median, 5",
        "'1;2;3;4', median, 2.5",
        "'[2, 2, 3]', mode, 2",
        "'1, 2, 2, 1', mode, '1, 2'",
        "'2, 4, 4, 4, 5, 5, 7, 9', deviation, 2",
        "'1, 2', deviation, 0.5",
        "'0.1, 0.2', sum, 0.3",
        "'7, 3', range, 4",
        "'7, 3', count, 2",
    })
    void statistics_are_exact(String numbers, String what, String result) {
        assertThat(tools.statistics(numbers, what).text()).isEqualTo(result);
    }

    @Test
    void an_unknown_statistic_is_refused_with_those_that_are_known() {
        assertThatThrownBy(() -> tools.statistics("1, 2", "vibe"))
                .hasMessageContaining("'vibe' is unknown")
                .hasMessageContaining("median");
        assertThatThrownBy(() -> tools.statistics("", "mean")).hasMessageContaining("1 to 1000 numbers");
    }
}
