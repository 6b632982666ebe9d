package io.github.metastone4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DecodingStreamTest {

    private static final Path FOLDER = Path.of("src/test/resources/tiny-tokenizer");

    private static Tokenizer tokenizer;

    @BeforeAll
    static void load() {
        tokenizer = Tokenizer.load(FOLDER);
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    @Test
    void a_character_comes_with_its_last_byte() {
        assertThat(pieces(tokenizer.encode("a😀é"), false)).containsExactly("a", "", "", "", "😀", "", "é", "");
    }

    @Test
    void an_unfinished_character_is_replaced_at_the_end() {
        assertThat(pieces(new int[] {97, 240, 159}, false)).containsExactly("a", "", "", "\uFFFD");
    }

    @Test
    void special_tokens_are_skipped_on_request() {
        int[] ids = tokenizer.encode("a<|im_end|>");
        assertThat(String.join("", pieces(ids, true))).isEqualTo("a");
        assertThat(String.join("", pieces(ids, false))).isEqualTo("a<|im_end|>");
    }

    @Test
    void pieces_of_any_sequence_make_up_its_text() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            int[] ids = random.ints(12, 0, tokenizer.size() + 2).toArray();
            assertThat(String.join("", pieces(ids, false))).isEqualTo(tokenizer.decode(ids, false));
        }
    }

    private static List<String> pieces(int[] ids, boolean skipSpecial) {
        DecodingStream stream = new DecodingStream(tokenizer, skipSpecial);
        List<String> pieces = new ArrayList<>();
        for (int id : ids) {
            pieces.add(stream.append(id));
        }
        pieces.add(stream.finish());
        return pieces;
    }
}
