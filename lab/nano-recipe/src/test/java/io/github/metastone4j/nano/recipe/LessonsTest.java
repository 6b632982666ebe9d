package io.github.metastone4j.nano.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolSpecifications;
import dev.langchain4j.data.message.SystemMessage;
import io.github.metastone4j.chat.ChatTemplate;
import io.github.metastone4j.evaluation.rollout.Problem;
import io.github.metastone4j.nano.Calculator;
import io.github.metastone4j.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LessonsTest {

    @TempDir
    static Path nano;

    private static Tokenizer tokenizer;
    private static ChatTemplate template;
    private static List<Lesson> lessons;

    @BeforeAll
    static void draw() throws IOException {
        for (String file : List.of("tokenizer.json", "tokenizer_config.json", "chat_template.jinja")) {
            try (InputStream shipped = Calculator.class.getResourceAsStream(file)) {
                Files.copy(shipped, nano.resolve(file));
            }
        }
        tokenizer = Tokenizer.load(nano);
        template = ChatTemplate.load(nano, tokenizer);
        lessons = take(4_000, 1);
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    private static List<Lesson> take(int count, long seed) {
        return Stream.generate(new Lessons(seed)::next).limit(count).toList();
    }

    private static boolean calls(Lesson lesson) {
        return lesson.reply().startsWith("<tool_call>");
    }

    @Test
    void the_same_seed_gives_the_same_lessons() {
        assertThat(take(300, 7).toString()).isEqualTo(take(300, 7).toString());
    }

    @Test
    void what_is_to_be_learnt_is_right_by_the_judge_of_attempts() {
        LessonVerifier verifier = new LessonVerifier();
        for (Lesson lesson : lessons) {
            Problem problem = new Problem(NanoTexts.prompt(lesson, template), lesson.outcome());
            assertThat(verifier.isRight(problem, lesson.completion().replace("<|im_end|>", "")))
                    .as(problem + lesson.completion())
                    .isTrue();
        }
    }

    @Test
    void thinking_is_of_paragraphs_that_end_in_a_full_stop_and_slots_are_filled() {
        for (Lesson lesson : lessons) {
            assertThat(lesson.thinking()).endsWith(".\n\n").doesNotContain("{", "}");
            assertThat(lesson.reply().replace("\\boxed{", ""))
                    .satisfies(reply ->
                            assertThat(calls(lesson) || !reply.contains("{")).isTrue());
        }
    }

    @Test
    void most_are_short_and_some_need_the_second_half_of_the_context() {
        List<Integer> lengths = lessons.subList(0, 1_000).stream()
                .map(lesson -> tokenizer.encode(NanoTexts.prompt(lesson, template) + lesson.completion()).length)
                .toList();
        assertThat(lengths.stream().mapToInt(Integer::intValue).average().orElseThrow())
                .isLessThan(200);
        assertThat(lengths)
                .anyMatch(length -> length > 512)
                .filteredOn(length -> length > 1024)
                .isEmpty();
    }

    @Test
    void a_call_names_a_tool_that_is_offered_and_its_parameters() {
        assertThat(lessons)
                .filteredOn(LessonsTest::calls)
                .hasSizeGreaterThan(800)
                .allSatisfy(lesson -> assertThat(lesson.tools()).anySatisfy(tool -> {
                    assertThat(lesson.reply()).contains("{\"name\": \"" + tool.name() + "\", \"arguments\": {");
                    assertThat(tool.parameters().properties().keySet())
                            .allSatisfy(name -> assertThat(lesson.reply()).contains("\"" + name + "\": "));
                }));
    }

    @Test
    void the_usual_tools_are_those_of_the_calculator_class_first() {
        assertThat(OfferedTool.USUAL.get(0).specification())
                .usingRecursiveComparison()
                .comparingOnlyFields("name", "description")
                .isEqualTo(ToolSpecifications.toolSpecificationsFrom(new Calculator())
                        .get(0));
    }

    @Test
    void what_is_not_arithmetic_is_declined_in_one_sentence() {
        assertThat(lessons)
                .filteredOn(
                        lesson -> lesson.outcome().isEmpty() && lesson.tools().isEmpty())
                .hasSizeGreaterThan(100)
                .allMatch(lesson -> lesson.reply().matches("[^.!]+[.]"));
    }

    @Test
    void earlier_turns_and_system_messages_come_before_some() {
        assertThat(lessons).anyMatch(lesson -> lesson.messages().get(0) instanceof SystemMessage);
        assertThat(lessons).anyMatch(lesson -> lesson.messages().size() > 6);
    }
}
