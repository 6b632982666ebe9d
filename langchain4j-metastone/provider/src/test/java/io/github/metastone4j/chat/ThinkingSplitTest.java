package io.github.metastone4j.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metastone4j.checkpoint.Resources;
import io.github.metastone4j.generation.ThinkTags;
import io.github.metastone4j.tokenizer.Tokenizer;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ThinkingSplitTest {

    private static Tokenizer tokenizer;
    private static ThinkTags tags;

    @BeforeAll
    static void load() {
        tokenizer = Tokenizer.load(Resources.folder("tiny-tokenizer"));
        tags = Objects.requireNonNull(tokenizer.thinkTags());
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    @Test
    void the_tags_are_those_of_the_vocabulary() {
        assertThat(tags).isEqualTo(new ThinkTags(295, 296));
        assertThatThrownBy(() -> new ThinkTags(3, 3)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void thinking_opened_by_the_prompt_ends_at_the_tag() {
        assertThat(split("hm\n</think>\n\n42<|im_end|>", true)).isEqualTo(new ThinkingSplit("hm", "42"));
    }

    @Test
    void thinking_opened_by_the_model_ends_at_the_tag() {
        assertThat(split("<think>\nhm\n\nso\n</think>\n\n42", false)).isEqualTo(new ThinkingSplit("hm\n\nso", "42"));
    }

    @Test
    void a_second_opening_changes_nothing() {
        assertThat(split("<think>\nhm</think>42", true)).isEqualTo(new ThinkingSplit("hm", "42"));
    }

    @Test
    void thinking_that_never_ends_leaves_no_text() {
        assertThat(split("hm", true)).isEqualTo(new ThinkingSplit("hm", ""));
        assertThat(split("<think>hm", false)).isEqualTo(new ThinkingSplit("hm", ""));
    }

    @Test
    void without_tags_all_is_text() {
        assertThat(split("\n42", false)).isEqualTo(new ThinkingSplit(null, "\n42"));
        assertThat(ThinkingSplit.of(tokenizer.encode("42"), null, true, tokenizer))
                .isEqualTo(new ThinkingSplit(null, "42"));
    }

    @Test
    void a_closing_tag_that_nothing_opened_closes_what_stands_before() {
        assertThat(split("hm</think>42", false)).isEqualTo(new ThinkingSplit("hm", "42"));
    }

    @Test
    void text_before_thinking_stays_text() {
        assertThat(split("Well. <think>hm</think>42", false)).isEqualTo(new ThinkingSplit("hm", "Well. 42"));
    }

    @Test
    void empty_thinking_is_none() {
        assertThat(split("<think>\n\n</think>\n\n42", false)).isEqualTo(new ThinkingSplit(null, "42"));
    }

    @Test
    void neither_part_holds_tags() {
        assertThat(split("a</think>b<think>c</think>d", true)).isEqualTo(new ThinkingSplit("a", "bcd"));
    }

    @Test
    void a_prompt_leaves_thinking_open_if_its_last_tag_opens() {
        assertThat(tags.leftOpenBy(tokenizer.encode("<|im_start|>assistant\n<think>\n")))
                .isTrue();
        assertThat(tags.leftOpenBy(tokenizer.encode("<think>\n\n</think>\n\n"))).isFalse();
        assertThat(tags.leftOpenBy(tokenizer.encode("hello"))).isFalse();
    }

    private static ThinkingSplit split(String generated, boolean openedByPrompt) {
        return ThinkingSplit.of(tokenizer.encode(generated), tags, openedByPrompt, tokenizer);
    }
}
