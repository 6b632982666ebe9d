package io.github.metastone4j.nano.recipe;

import static io.github.metastone4j.nano.recipe.Operation.ADD;
import static io.github.metastone4j.nano.recipe.Operation.DIVIDE;
import static io.github.metastone4j.nano.recipe.Operation.MULTIPLY;
import static io.github.metastone4j.nano.recipe.Operation.SUBTRACT;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExpressionsTest {

    private static Step step(Operation operation, Object left, Object right) {
        return Step.of(operation, term(left), term(right));
    }

    private static Term term(Object value) {
        return value instanceof Term term ? term : new Given((Integer) value);
    }

    @Test
    void parentheses_stand_only_where_the_order_needs_them() {
        assertThat(Expressions.write(step(SUBTRACT, step(MULTIPLY, step(ADD, 12, 7), 3), 8)))
                .isEqualTo("(12 + 7) * 3 - 8");
        assertThat(Expressions.write(step(ADD, step(SUBTRACT, 45, step(MULTIPLY, 3, 9)), 6)))
                .isEqualTo("45 - 3 * 9 + 6");
        assertThat(Expressions.write(step(SUBTRACT, 45, step(ADD, 3, 9)))).isEqualTo("45 - (3 + 9)");
        assertThat(Expressions.write(step(DIVIDE, 24, step(DIVIDE, 8, 2)))).isEqualTo("24 / (8 / 2)");
        assertThat(Expressions.write(step(MULTIPLY, step(DIVIDE, 8, 2), 5))).isEqualTo("8 / 2 * 5");
    }
}
