package io.github.metastone4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThreadsTest {

    @ParameterizedTest
    @CsvSource({"'', 1, 1", "'', 2, 2", "'', 8, 7", "3, 8, 3", "' 4,2', 8, 4", "0, 8, 7", "many, 8, 7"})
    void the_environments_number_holds_and_else_one_core_is_left_to_others(String told, int cores, int threads) {
        assertThat(ReflectiveModel.threads(told, cores)).isEqualTo(threads);
    }
}
