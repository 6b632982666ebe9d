package io.github.metastone4j.chat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import io.github.metastone4j.checkpoint.Resources;
import io.github.metastone4j.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {

    private static final Set<String> TOOLS = Set.of("add", "now");
    private static final String ADD = "<tool_call>\n{\"name\": \"add\", \"arguments\": {\"a\": 1}}\n</tool_call>";

    private static Tokenizer tokenizer;

    @BeforeAll
    static void load() {
        tokenizer = Tokenizer.load(Resources.folder("tiny-tokenizer"));
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    @Test
    void text_is_stripped_and_has_no_special_tokens_and_no_think_tags() {
        int[] tokens = tokenizer.encode("\n\n the</think> thing 😀 \n<|im_end|>");
        assertThat(new Told(List.of(), null).read(tokens)).isEqualTo(new Answer("the thing 😀", List.of()));
        assertThat(new Told(List.of(), ToolCallFormat.TAGGED).read(tokens).text())
                .isEqualTo("the thing 😀");
        assertThat(read(" \n ")).isEqualTo(new Answer("", List.of()));
        assertThat(read("")).isEqualTo(new Answer("", List.of()));
    }

    @Test
    void half_a_character_at_the_end_is_replaced() {
        assertThat(new Told(List.of(), null).read(new int[] {'a', 240, 159}).text())
                .isEqualTo("a\uFFFD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<tool_call>\n{\"name\": \"add\", \"arguments\": {\"a\": 1}}\n</tool_call>",
                "<tool_call>{\"name\":\"add\",\"arguments\":{\"a\": 1}}</tool_call>",
                " \n<tool_call> \n\n {\n\"name\" : \"add\",\n \"arguments\" : {\"a\": 1}\n}\n\n</tool_call>\n",
                "<tool_call>\n{\"name\": \"add\", \"parameters\": {\"a\": 1}}\n</tool_call>",
                "<tool_call>\n{\"arguments\": {\"a\": 1}, \"name\": \"add\"}\n</tool_call>",
                "<tool_call>{\"name\": \"add\", \"arguments\": \"{\\\"a\\\": 1}\"}</tool_call>",
                "<tool_call>{\"type\":\"function\",\"function\":{\"name\":\"add\",\"arguments\":{\"a\": 1}}}</tool_call>",
                "<tool_call>\n```json\n{\"name\": \"add\", \"arguments\": {\"a\": 1}}\n```\n</tool_call>",
                "<tool_call>[{\"name\": \"add\", \"arguments\": {\"a\": 1}}]</tool_call>",
                "<tool_call>\n{\"name\": \"add\", \"arguments\": {\"a\": 1}}",
                "<tool_call>\n{\"name\": \"add\", \"arguments\": {\"a\": 1}}\n</tool_",
                "<tool_call>\n{\"name\": \"add\", \"arguments\": {\"a\": 1}}}\n</tool_call>",
                "<tool_call>\n{'name': 'add', 'arguments': {\"a\": 1},}\n</tool_call>",
                "<tool_call>\n{\"id\": 7, \"n\\u0061me\": \"\\u0061dd\", \"arguments\": {\"a\": 1}}\n</tool_call>",
            })
    void a_call_between_tags_is_read(String answer) {
        Answer read = read(answer);
        assertThat(read.text()).isEmpty();
        assertThat(calls(read)).containsExactly("add{\"a\": 1}");
    }

    @ParameterizedTest
    @EnumSource(ToolCallFormat.class)
    void a_bare_call_is_read_in_every_format(ToolCallFormat format) {
        for (String answer : List.of(
                "{\"name\": \"add\", \"parameters\": {\"a\": 1}}",
                "\n {\"name\": \"add\", \"arguments\": {\"a\": 1}}\n",
                "{\"type\": \"function\", \"name\": \"add\", \"parameters\": {\"a\": 1}}",
                "{\"type\": \"function\", \"function\": {\"name\": \"add\", \"parameters\": {\"a\": 1}}}",
                "```json\n{\"name\": \"add\", \"arguments\": {\"a\": 1}}\n```",
                "```\n[{\"name\": \"add\", \"arguments\": {\"a\": 1}}]\n```")) {
            Answer read = read(answer, List.of(), format);
            assertThat(read.text()).isEmpty();
            assertThat(calls(read)).containsExactly("add{\"a\": 1}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"name\":\"add\",\"arguments\":{}}, {\"name\":\"now\"}]",
                "{\"name\":\"add\",\"arguments\":{}}; {\"name\":\"now\",\"parameters\":null}",
                "{\"name\":\"add\",\"arguments\":{}}, {\"name\":\"now\",\"arguments\":{}}",
                "{\"name\":\"add\"}\n{\"name\":\"now\",\"arguments\":\"\"}",
                "<tool_call>{\"name\":\"add\"}\n{\"name\":\"now\"}</tool_call>",
                "<tool_call>[{\"name\":\"add\"},{\"name\":\"now\"}]</tool_call>",
                "<tool_call>{\"name\":\"add\"}</tool_call>\n<tool_call>{\"name\":\"now\"}</tool_call>",
                "<tool_call>{\"name\":\"add\"}\n<tool_call>{\"name\":\"now\"}",
                "{\"name\":\"add\"}<tool_call>{\"name\":\"now\"}</tool_call>",
            })
    void several_calls_are_read_in_order(String answer) {
        Answer read = read(answer);
        assertThat(read.text()).isEmpty();
        assertThat(calls(read)).containsExactly("add{}", "now{}");
        assertThat(read.toolCalls()).extracting(ToolExecutionRequest::id).doesNotHaveDuplicates();
        assertThat(read.toolCalls().get(0).id()).matches("call_[0-9a-f]{24}");
    }

    @Test
    void text_around_calls_is_text() {
        assertThat(read("Let me see.\n\n" + ADD + "\n" + ADD + "\n\nand more ").text())
                .isEqualTo("Let me see.\nand more");
        assertThat(read("a" + ADD + "b" + ADD + "c").text()).isEqualTo("a\nb\nc");
        assertThat(read("{\"name\":\"add\"} and `x`").text()).isEqualTo("and `x`");
    }

    @Test
    void tags_within_strings_are_part_of_the_call() {
        Answer read = read("<tool_call>{\"name\":\"add\",\"arguments\":{\"a\":\"}</tool_call>\\\"{\"}}</tool_call>x");
        assertThat(calls(read)).containsExactly("add{\"a\":\"}</tool_call>\\\"{\"}");
        assertThat(read.text()).isEqualTo("x");
    }

    @Test
    void any_name_is_a_call_between_tags_but_only_that_of_a_tool_without() {
        assertThat(calls(read("<tool_call>{\"name\":\"fly\"}</tool_call>"))).containsExactly("fly{}");
        assertText("{\"name\":\"fly\",\"arguments\":{}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<tool_call>",
                "a <tool_call> b",
                "a < b, <tool> and <tool_cal",
                "<tool_call><tool_call>{</tool_call>",
                "<tool_call>{\"name\": \"add\", \"argu",
                "<tool_call>{\"name\": \"add\", \"arguments\": {\"a\": 1",
                "<tool_call>{\"name\": \"add\", \"arguments\": {\"a\": 1}</tool_call>",
                "<tool_call>{\"name\": \"add\", \"arguments\": {\"a\": 1]}</tool_call>",
                "<tool_call>{\"name\": \"add\", \"arguments\": {\"a\": \"x\" y}}</tool_call> then",
                "<tool_call>{\"name\": \"add\", \"arguments\": {\"a\": 01x}}</tool_call> then",
                "<tool_call>{\"name\": \"add\", \"arguments\": [1]}</tool_call>",
                "<tool_call>{\"name\": \"add\", \"arguments\": 1}</tool_call>",
                "<tool_call>{\"name\": \"add\", \"arguments\": \"a\"}</tool_call>",
                "<tool_call>{\"name\": \" \", \"arguments\": {}}</tool_call>",
                "<tool_call>{\"name\": 3, \"arguments\": {}}</tool_call>",
                "<tool_call>{\"arguments\": {}}</tool_call>",
                "<tool_call>{}</tool_call>",
                "<tool_call>now()</tool_call> 😀",
                "{\"answer\": 42, \"name\": \"add\"}",
                "{\"name\": [\"add\"]}",
                "[1, 2]",
                "```json\n{\"a\": {\"name\": \"add\"}}\n```",
                "```python\nadd(1)\n```",
                "The call {\"name\": \"add\", \"arguments\": {}} would do.",
            })
    void what_only_looks_like_a_call_is_text(String answer) {
        assertText(answer);
    }

    @Test
    void a_malformed_call_swallows_nothing_behind_it() {
        for (String malformed : List.of(
                "<tool_call>{\"name\": \"add\", \"arguments\": {\"a\": \"open}}</tool_call>",
                "<tool_call>{\"name\": \"add\", \"arguments\": {\"a\": 1}</tool_call>",
                "<tool_call>now()</tool_call>",
                "<tool_call>{\"name\": \"")) {
            Answer read = read(malformed + "\n" + ADD + " then");
            assertThat(calls(read)).containsExactly("add{\"a\": 1}");
            assertThat(read.text()).isEqualTo(malformed + "\nthen");
        }
        Answer read = read("{\"name\": \"add\", \"arguments\": {\"a\": 1}}; {\"name\": \"fly\"} " + ADD);
        assertThat(calls(read)).containsExactly("add{\"a\": 1}", "add{\"a\": 1}");
        assertThat(read.text()).isEqualTo("; {\"name\": \"fly\"}");
    }

    @Test
    void sloppy_arguments_become_json() {
        assertThat(
                        calls(
                                read(
                                        "<tool_call>{'name': 'add', 'arguments': {'a': True, 'b': [None, 1.50,], \"c\": \"x\ny True\", 'd': 'it\\'s \"False\"',}}</tool_call>")))
                .containsExactly("add{\"a\":true,\"b\":[null,1.50],\"c\":\"x\\ny True\",\"d\":\"it's \\\"False\\\"\"}");
        assertThat(calls(read("<tool_call>{\"name\": \"add\", \"arguments\": \"{'a': False}\"}</tool_call>")))
                .containsExactly("add{\"a\":false}");
    }

    @Test
    void arguments_come_in_pieces_that_are_never_blank() {
        assertThat(told("<tool_call>{\"name\":\"add\",\"arguments\":{ \"a\" : 1 }}</tool_call>"))
                .containsExactly(
                        "0 add { \"", "0 add a", "0 add \"", "0 add  :", "0 add  1", "0 add  }", "add{ \"a\" : 1 }");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{ }", "{\n}"})
    void empty_arguments_come_in_one_piece(String arguments) {
        assertThat(told("<tool_call>{\"name\":\"now\",\"arguments\":" + arguments + "}</tool_call>"))
                .containsExactly("0 now " + arguments, "now" + arguments);
    }

    @Test
    void arguments_that_cannot_be_told_earlier_come_in_one_piece() {
        assertThat(told("<tool_call>{\"arguments\":{\"a\":1},\"name\":\"add\"}</tool_call>"))
                .containsExactly("0 add {\"a\":1}", "add{\"a\":1}");
        assertThat(told("<tool_call>{\"name\":\"add\",\"arguments\":\"{\\\"a\\\":1}\"}</tool_call>"))
                .containsExactly("0 add {\"a\":1}", "add{\"a\":1}");
        assertThat(told("<tool_call>{\"name\":\"now\"}</tool_call>")).containsExactly("0 now {}", "now{}");
    }

    @Test
    void calls_follow_one_another_in_what_is_told() {
        assertThat(told("a <tool_call>{\"name\":\"now\"}{\"name\":\"add\",\"arguments\":{}}</tool_call> b"))
                .containsExactly("a", "0 now {}", "now{}", "1 add {}", "add{}", "\nb");
    }

    @Test
    void a_malformed_call_of_which_pieces_were_told_is_told_as_text_in_full() {
        assertThat(told("<tool_call>{\"name\":\"add\",\"arguments\":{\"a\"]}"))
                .containsExactly(
                        "0 add {\"", "0 add a", "0 add \"", "<tool_call>{\"name\":\"add\",\"arguments\":{\"a\"]", "}");
    }

    @Test
    void other_json_is_told_as_soon_as_it_cannot_be_a_call() {
        assertThat(told("{\"b\": 1}")).containsExactly("{\"b\":", " 1", "}");
        assertThat(told("{\"name\": \"b\"}")).containsExactly("{\"name\": \"b\"", "}");
    }

    @Test
    void without_tools_all_is_text() {
        String answer = ADD + " " + ADD;
        assertThat(read(answer, List.of(), null)).isEqualTo(new Answer(answer, List.of()));
    }

    @Test
    void tags_are_text_where_the_model_does_not_write_tags() {
        assertThat(read(ADD, List.of(), ToolCallFormat.BARE_PARAMETERS)).isEqualTo(new Answer(ADD, List.of()));
    }

    @Test
    void tags_that_a_vocabulary_marks_as_special_are_read(@TempDir Path folder) throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode file = (ObjectNode) json.readTree(
                Resources.folder("tiny-tokenizer").resolve("tokenizer.json").toFile());
        ArrayNode added = (ArrayNode) file.get("added_tokens");
        for (String tag : List.of("<tool_call>", "</tool_call>")) {
            ObjectNode token = added.get(0).deepCopy();
            added.add(token.put("id", 292 + added.size()).put("content", tag));
        }
        json.writeValue(folder.resolve("tokenizer.json").toFile(), file);
        try (Tokenizer special = Tokenizer.load(folder)) {
            int[] tokens = special.encode("a" + ADD + "<|im_end|>");
            assertThat(tokens).contains(298, 299);
            Answer read = new Told(special, List.of(), ToolCallFormat.TAGGED).read(tokens);
            assertThat(read.text()).isEqualTo("a");
            assertThat(calls(read)).containsExactly("add{\"a\": 1}");
        }
    }

    @Test
    void the_first_complete_stop_sequence_cuts_the_answer() {
        assertThat(read("one. two! three", List.of("!", "three", ""), null).text())
                .isEqualTo("one. two");
        assertThat(read("one \nStop", List.of("\nS"), null).text()).isEqualTo("one");
        assertThat(read("aaab", List.of("aab"), null).text()).isEqualTo("a");
        assertThat(read("abcd", List.of("abcd", "bc"), null).text()).isEqualTo("a");
        assertThat(read("xabcd", List.of("abc", "bc"), null).text()).isEqualTo("x");
        assertThat(read("😀😁x", List.of("😁"), null).text()).isEqualTo("😀");
        assertThat(read("😀", List.of("\uDE00"), null).text()).isEqualTo("😀");
        assertThat(read("aa", List.of("aaa", "ab"), null).text()).isEqualTo("aa");
    }

    @Test
    void stop_sequences_count_within_calls_too() {
        assertThat(read("x " + ADD, List.of("\"a\""), ToolCallFormat.TAGGED))
                .isEqualTo(new Answer("x <tool_call>\n{\"name\": \"add\", \"arguments\": {", List.of()));
        Answer behind = read(ADD + " then " + ADD, List.of("then"), ToolCallFormat.TAGGED);
        assertThat(calls(behind)).hasSize(1);
        assertThat(behind.text()).isEmpty();
        assertThat(calls(read(ADD, List.of("</tool_call>"), ToolCallFormat.TAGGED)))
                .hasSize(1);
    }

    @Test
    void a_stopped_reader_says_so_and_takes_nothing_more() {
        AnswerReader reader = new AnswerReader(tokenizer, List.of("!"), null, Set.of(), new AnswerReader.Listener() {});
        reader.append('a');
        assertThat(reader.isStopped()).isFalse();
        reader.append('!');
        assertThat(reader.isStopped()).isTrue();
        reader.append('b');
        assertThat(reader.finish().text()).isEqualTo("a");
    }

    @Test
    void a_possible_stop_sequence_is_told_only_when_it_is_none() {
        Told told = new Told(List.of("abc"), null);
        told.read(bytes("xababd"));
        assertThat(told.events).containsExactly("x", "ab", "abd");
    }

    @Test
    void what_is_told_makes_up_the_answer_of_any_mixture() {
        List<String> parts = List.of(
                ADD,
                "<tool_call>{\"name\":\"now\"}{\"name\":\"fly\",\"arguments\":{\"x\":\"é😀\"}}</tool_call>",
                "<tool_call>{\"name\":\"add\",\"arguments\":{\"a\":\"",
                "{\"name\":\"add\",\"arguments\":{ }}",
                "<tool_call>",
                "</tool_call>",
                "```json\n",
                "```",
                "{",
                "}",
                "[",
                "\"",
                "'",
                "\\",
                ",",
                ";",
                "text",
                "😀",
                "é漢",
                " ",
                "\n\n",
                "ST",
                "STOP",
                "<");
        Random random = new Random(5);
        for (int round = 0; round < 5000; round++) {
            StringBuilder answer = new StringBuilder();
            random.ints(1 + random.nextInt(12), 0, parts.size()).forEach(part -> answer.append(parts.get(part)));
            List<String> stops = random.nextBoolean() ? List.of("STOP", "😀é") : List.of();
            ToolCallFormat format = ToolCallFormat.values()[random.nextInt(3)];
            Answer read = read(answer.toString(), stops, format);
            assertThat(read.text()).isEqualTo(read.text().strip());
            if (!stops.isEmpty()) {
                assertThat(read.text()).doesNotContain("STOP", "😀é");
            }
        }
    }

    @Test
    void long_answers_are_read_in_linear_time() {
        String arguments = "{\"a\":\"" + "x y ".repeat(50_000) + "\"}";
        String call = "<tool_call>{\"name\":\"add\",\"arguments\":" + arguments + "}</tool_call>";
        String broken = "<tool_call>{\"name\":\"add</tool_call> ".repeat(5_000);
        assertTimeout(Duration.ofSeconds(20), () -> {
            assertThat(calls(new Told(List.of("stop"), ToolCallFormat.TAGGED).read(bytes(call))))
                    .containsExactly("add" + arguments);
            assertThat(new Told(List.of("stop"), ToolCallFormat.TAGGED).read(bytes(broken)))
                    .isEqualTo(new Answer(broken.strip(), List.of()));
            assertThat(new Told(List.of(), ToolCallFormat.TAGGED)
                            .read(bytes("a" + " ".repeat(200_000) + "b"))
                            .text())
                    .hasSize(200_002);
        });
    }

    private static void assertText(String answer) {
        assertThat(read(answer)).isEqualTo(new Answer(answer, List.of()));
    }

    private static Answer read(String answer) {
        return read(answer, List.of(), ToolCallFormat.TAGGED);
    }

    /** Reads in tokens and in single bytes, and expects the same of both. */
    private static Answer read(String answer, List<String> stops, @Nullable ToolCallFormat format) {
        Answer inTokens = new Told(stops, format).read(tokenizer.encode(answer));
        Answer inBytes = new Told(stops, format).read(bytes(answer));
        assertThat(inBytes.text()).isEqualTo(inTokens.text());
        assertThat(calls(inBytes)).isEqualTo(calls(inTokens));
        return inTokens;
    }

    /** What is told of an answer that comes byte by byte. */
    private static List<String> told(String answer) {
        Told told = new Told(List.of(), ToolCallFormat.TAGGED);
        told.read(bytes(answer));
        return told.events;
    }

    /** In this vocabulary a byte's token has the byte as its id. */
    private static int[] bytes(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return IntStream.range(0, bytes.length).map(i -> bytes[i] & 0xFF).toArray();
    }

    private static List<String> calls(Answer answer) {
        return answer.toolCalls().stream()
                .map(call -> call.name() + call.arguments())
                .toList();
    }

    /** A reader whose listener takes down and checks what it is told. */
    private static final class Told implements AnswerReader.Listener {

        private final List<String> events = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private final List<ToolExecutionRequest> calls = new ArrayList<>();
        private final StringBuilder arguments = new StringBuilder();
        private String id = "";
        private final AnswerReader reader;

        Told(List<String> stops, @Nullable ToolCallFormat format) {
            this(tokenizer, stops, format);
        }

        Told(Tokenizer tokenizer, List<String> stops, @Nullable ToolCallFormat format) {
            reader = new AnswerReader(tokenizer, stops, format, TOOLS, this);
        }

        Answer read(int[] tokens) {
            IntStream.of(tokens).forEach(reader::append);
            Answer answer = reader.finish();
            assertThat(text.toString()).isEqualTo(answer.text());
            assertThat(calls).isEqualTo(answer.toolCalls());
            return answer;
        }

        @Override
        public void onText(String piece) {
            assertThat(piece).isNotEmpty();
            assertThat(UTF_8.newEncoder().canEncode(piece)).isTrue();
            text.append(piece);
            events.add(piece);
        }

        @Override
        public void onPartialToolCall(int index, String id, String name, String piece) {
            assertThat(piece).isNotBlank();
            assertThat(UTF_8.newEncoder().canEncode(piece)).isTrue();
            assertThat(index).isEqualTo(calls.size());
            if (!id.equals(this.id)) {
                arguments.setLength(0);
                this.id = id;
            }
            arguments.append(piece);
            events.add(index + " " + name + " " + piece);
        }

        @Override
        public void onToolCall(int index, ToolExecutionRequest call) {
            assertThat(index).isEqualTo(calls.size());
            assertThat(call.id()).isEqualTo(id);
            if (LenientJson.isStrict(arguments.toString())) {
                assertThat(arguments.toString()).isEqualTo(call.arguments());
            }
            assertThat(LenientJson.isStrict(call.arguments())).isTrue();
            calls.add(call);
            events.add(call.name() + call.arguments());
        }
    }
}
