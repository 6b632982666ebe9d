package io.github.metastone4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void columns_that_do_not_fit_stand_below_with_the_names_again() {
        List<String> head = Collections.nCopies(4, "x".repeat(20));
        Table table = new Table("", List.of(Table.row("name", head, it -> it), Table.row("row", head, it -> "1")));

        assertThat(table.text().lines()).hasSize(7).allSatisfy(line -> assertThat(line)
                .hasSizeLessThanOrEqualTo(Table.WIDTH));
        assertThat(table.text().lines().filter(line -> line.startsWith("row "))).hasSize(2);
        assertThat(table.markdown().lines()).hasSize(3);
    }

    @Test
    void text_is_broken_between_words() {
        assertThat(Table.wrapped("word ".repeat(20).strip()))
                .isEqualTo("word ".repeat(16).strip() + "\n" + "word ".repeat(4).strip());
    }
}
