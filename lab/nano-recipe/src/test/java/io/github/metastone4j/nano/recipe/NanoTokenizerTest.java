package io.github.metastone4j.nano.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.github.metastone4j.nano.Calculator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NanoTokenizerTest {

    @TempDir
    static Path folder;

    static HuggingFaceTokenizer tokenizer;

    @BeforeAll
    static void learn() throws IOException {
        NanoTokenizer.learn(NanoTokenizer.SEED).write(folder);
        tokenizer = HuggingFaceTokenizer.newInstance(
                folder.resolve("tokenizer.json"),
                Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "false"));
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    private static long[] ids(String text) {
        return tokenizer.encode(text, false, false).getIds();
    }

    private static String[] tokens(String text) {
        return tokenizer.encode(text, false, false).getTokens();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokenizer.json", "tokenizer_config.json", "generation_config.json"})
    void learning_again_gives_the_shipped_bytes(String file) throws IOException {
        try (InputStream shipped = Calculator.class.getResourceAsStream(file)) {
            assertThat(shipped).hasBinaryContent(Files.readAllBytes(folder.resolve(file)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A farm packs 12 boxes of 8 apples.",
                "  two  spaces\tand\r\n\r\nlines \n",
                "Ünïcode, 数学 🦊, עברית, e\u0301, \u0000",
                "{\"name\": \"add\", \"arguments\": {\"a\": 1.5}}",
                "don't we'LL"
            })
    void any_text_survives_the_round_trip(String text) {
        assertThat(tokenizer.decode(ids(text), false)).isEqualTo(text);
    }

    @Test
    void the_end_of_a_step_is_one_token_in_every_thinking() {
        long stepEnd = ids(".\n\n")[0];
        assertThat(ids(".\n\n")).hasSize(1);
        SplittableRandom random = new SplittableRandom(1);
        NanoProblems problems = NanoProblems.heldOut(1);
        for (int i = 0; i < 500; i++) {
            NanoProblem problem = problems.next();
            assertThat(Arrays.stream(ids(problem.thinking(random))).filter(id -> id == stepEnd))
                    .hasSize(problem.operations());
        }
    }

    @Test
    void every_digit_is_a_token_and_so_is_the_space_before_a_number() {
        assertThat(tokens("= 965")).containsExactly("=", "Ġ", "9", "6", "5");
        assertThat(tokens("\\boxed{81}")).contains("8", "1").doesNotContain("81");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<|endoftext|>",
                "<|im_start|>",
                "<|im_end|>",
                "<think>",
                "</think>",
                "<tool_call>",
                "</tool_response>"
            })
    void added_tokens_are_single_tokens_anywhere(String token) {
        assertThat(tokens("a" + token + "b")).containsExactly("a", token, "b");
    }

    @Test
    void only_control_tokens_are_special() {
        String text = "<|im_start|><think></think><tool_call><|im_end|><|endoftext|>";
        assertThat(tokenizer.decode(ids(text), true)).isEqualTo("<think></think><tool_call>");
    }

    @Test
    void the_vocabulary_fills_its_size() {
        assertThat(NanoTokenizer.learn(NanoTokenizer.SEED).size()).isEqualTo(1280);
        assertThat(ids("</tool_response>")).containsExactly(1279);
    }

    @Test
    void examples_are_short_and_words_are_whole() {
        SplittableRandom random = new SplittableRandom(2);
        NanoProblems problems = NanoProblems.heldOut(2);
        long prompt = 0;
        long completion = 0;
        for (int i = 0; i < 1_000; i++) {
            NanoExample example = NanoExample.of(problems.next(), random);
            prompt += ids(example.prompt()).length;
            completion += ids(example.completion()).length;
        }
        assertThat(prompt / 1_000).isBetween(25L, 55L);
        assertThat(completion / 1_000).isBetween(50L, 100L);
        assertThat(tokens(" apples boxes How many dollars"))
                .containsExactly("Ġapples", "Ġboxes", "ĠHow", "Ġmany", "Ġdollars");
    }
}
