package io.github.metastone4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ColumnsTest {

    @Test
    void eastAsianCharactersTakeTwoColumnsAndCombiningOnesNone() {
        assertThat(Columns.width("abc")).isEqualTo(3);
        assertThat(Columns.width("算术")).isEqualTo(4);
        assertThat(Columns.width("e\u0301")).isEqualTo(1);
    }

    @Test
    void aTailKeepsTheEndAndAHeadTheBeginning() {
        assertThat(Columns.tail("one two three", 6, "~")).isEqualTo("~three");
        assertThat(Columns.head("one two three", 6, "~")).isEqualTo("one t~");
        assertThat(Columns.tail("算一算", 4, "~")).isEqualTo("~算");
        assertThat(Columns.tail("short", 6, "~")).isEqualTo("short");
    }

    @Test
    void wrappedLinesBreakBetweenWordsAndKeepTheirOwnBreaks() {
        assertThat(Columns.wrap("one two three\nfour", 8)).containsExactly("one two", "three", "four");
        assertThat(Columns.wrap("unbreakable", 4)).containsExactly("unbr", "eaka", "ble");
        assertThat(Columns.wrap("", 4)).containsExactly("");
    }
}
