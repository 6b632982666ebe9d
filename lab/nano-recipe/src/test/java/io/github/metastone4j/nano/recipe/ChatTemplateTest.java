package io.github.metastone4j.nano.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.metastone4j.jinja.JinjaTemplate;
import io.github.metastone4j.nano.Calculator;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ChatTemplateTest {

    static JinjaTemplate template;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream in = Calculator.class.getResourceAsStream("tokenizer_config.json")) {
            template = JinjaTemplate.parse(
                    new ObjectMapper().readTree(in).get("chat_template").asText());
        }
    }

    private static Map<String, Object> message(String role, String content) {
        return Map.of("role", role, "content", content);
    }

    private static String render(List<Map<String, Object>> messages, Object tools) {
        return template.render(Map.of("messages", messages, "tools", tools, "add_generation_prompt", true));
    }

    private static String render(List<Map<String, Object>> messages) {
        return template.render(Map.of("messages", messages, "add_generation_prompt", true));
    }

    @Test
    void a_single_question_gives_the_prompt_that_examples_have() {
        String question = "A farm packs 12 boxes of 8 apples and gives 15 apples away. How many are left?";
        assertThat(render(List.of(message("user", question)))).isEqualTo(NanoExample.prompt(question));
    }

    @Test
    void earlier_thinking_is_dropped() {
        assertThat(render(List.of(
                        message("system", "Be brief."),
                        message("user", "1 + 1"),
                        message("assistant", "<think>\n1 + 1 = 2.\n\n</think>\n\nIt is 2."),
                        message("user", "2 + 2"))))
                .isEqualTo("<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\n1 + 1<|im_end|>\n"
                        + "<|im_start|>assistant\nIt is 2.<|im_end|>\n<|im_start|>user\n2 + 2<|im_end|>\n"
                        + "<|im_start|>assistant\n<think>\n");
    }

    @Test
    void thinking_without_an_answer_leaves_nothing() {
        assertThat(render(List.of(message("user", "1 + 1"), message("assistant", "<think>\n1.\n\n</think>"))))
                .isEqualTo("<|im_start|>user\n1 + 1<|im_end|>\n<|im_start|>assistant\n<|im_end|>\n"
                        + "<|im_start|>assistant\n<think>\n");
    }

    @Test
    void tools_are_listed_called_and_answered() {
        Map<String, Object> call =
                Map.of("type", "function", "function", Map.of("name", "add", "arguments", "{\"a\": 1}"));
        String text = render(
                List.of(
                        message("user", "1 + 1"),
                        Map.of("role", "assistant", "content", "", "tool_calls", List.of(call, call)),
                        message("tool", "2"),
                        message("tool", "3")),
                List.of(
                        Map.of(
                                "type",
                                "function",
                                "function",
                                Map.of(
                                        "name",
                                        "add",
                                        "description",
                                        "Adds numbers. All of them.",
                                        "parameters",
                                        Map.of("properties", Map.of("a", Map.of("type", "array"))))),
                        Map.of("type", "function", "function", Map.of("name", "now"))));
        assertThat(text)
                .startsWith(
                        "<|im_start|>system\n# Tools\nadd(a[]): Adds numbers\nnow()<|im_end|>\n<|im_start|>user\n1 + 1<|im_end|>\n")
                .endsWith(
                        "<|im_start|>assistant\n<tool_call>\n{\"name\": \"add\", \"arguments\": {\"a\": 1}}\n</tool_call>\n"
                                + "<tool_call>\n{\"name\": \"add\", \"arguments\": {\"a\": 1}}\n</tool_call><|im_end|>\n"
                                + "<|im_start|>user\n<tool_response>\n2\n</tool_response>\n<tool_response>\n3\n</tool_response><|im_end|>\n"
                                + "<|im_start|>assistant\n<think>\n");
    }
}
