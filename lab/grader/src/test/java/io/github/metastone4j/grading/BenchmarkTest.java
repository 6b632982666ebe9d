package io.github.metastone4j.grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.metastone4j.evaluation.rollout.RatedProblem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines have the fields of the published files; what they ask is our own. */
class BenchmarkTest {

    @TempDir
    Path folder;

    private List<RatedProblem> read(Benchmark benchmark, String... lines) throws IOException {
        return benchmark.read(file(lines), null, null).problems();
    }

    private Path file(String... lines) throws IOException {
        return Files.write(folder.resolve("problems.jsonl"), List.of(lines));
    }

    @Test
    void aime_is_read_in_the_spellings_it_is_published_in() throws IOException {
        assertThat(
                        read(
                                Benchmark.AIME24,
                                """
                        {"id": 60, "problem": "Find x.", "solution": "x is 33.", "answer": "033", "year": "2024"}""",
                                """
                        {"ID": "2024-II-4", "Problem": "Find y.", "Solution": "y is 5.", "Answer": 5}"""))
                .extracting(rated ->
                        rated.problem().question() + " " + rated.problem().answer())
                .containsExactly("Find x. 033", "Find y. 5");
        assertThat(read(Benchmark.AIME25, """
                        {"question": "Find z.", "answer": "70"}"""))
                .extracting(rated ->
                        rated.problem().question() + " " + rated.problem().answer())
                .containsExactly("Find z. 70");
        assertThat(Benchmark.AIME24.grader().matches("033", "33")).isTrue();
        assertThat(Benchmark.AIME24.instruction()).contains("\\boxed{}");
    }

    @Test
    void a_level_of_math_500_is_a_difficulty() throws IOException {
        assertThat(
                        read(
                                Benchmark.MATH_500,
                                """
                        {"problem": "Halve 1.", "solution": "...", "answer": "\\\\frac{1}{2}", "subject": "Prealgebra", "level": 2, "unique_id": "test/1.json"}"""))
                .singleElement()
                .satisfies(rated -> {
                    assertThat(rated.difficulty()).isEqualTo(2);
                    assertThat(rated.problem().answer()).isEqualTo("\\frac{1}{2}");
                });
        assertThat(Benchmark.MATH_500.grader()).isEqualTo(AnswerGrader.MATHS);
    }

    @Test
    void the_answer_of_gsm8k_stands_behind_the_mark() throws IOException {
        assertThat(
                        read(
                                Benchmark.GSM8K,
                                """
                        {"question": "How many?", "answer": "6 * 200 = <<6*200=1200>>1200.\\n#### 1,200"}"""))
                .singleElement()
                .satisfies(rated -> assertThat(rated.problem().answer()).isEqualTo("1,200"));
        assertThat(Benchmark.GSM8K.grader().matches("1,200", "1200")).isTrue();
    }

    @Test
    void the_options_of_c_eval_are_part_of_the_question() throws IOException {
        assertThat(
                        read(
                                Benchmark.C_EVAL,
                                """
                        {"id": 0, "question": "最小的质数是____", "A": "1", "B": "2", "C": "3", "D": "4", "answer": "B", "explanation": ""}"""))
                .singleElement()
                .satisfies(rated ->
                        assertThat(rated.problem().question()).isEqualTo("最小的质数是____\nA. 1\nB. 2\nC. 3\nD. 4"));
        assertThat(Benchmark.C_EVAL.grader().matches("B", "B. 2")).isTrue();
        assertThatThrownBy(() -> read(Benchmark.C_EVAL, "{\"question\": \"?\", \"A\": \"1\", \"answer\": \"A\"}"))
                .hasMessageContaining("line 1 has no 'B'");
    }

    @Test
    void public_and_private_tests_of_livecodebench_are_joined() throws IOException {
        String open = "\"[{\\\"input\\\": \\\"1\\\", \\\"output\\\": \\\"2\\\", \\\"testtype\\\": \\\"stdin\\\"}]\"";
        String hidden = packed("[{\"input\": \"2\", \"output\": \"3\", \"testtype\": \"stdin\"}]");

        List<RatedProblem> problems = read(
                Benchmark.LIVECODEBENCH,
                "{\"question_title\": \"Next\", \"question_content\": \"Add one.\", \"difficulty\": \"hard\","
                        + " \"starter_code\": \"\", \"public_test_cases\": " + open + ", \"private_test_cases\": \""
                        + hidden + "\"}");

        assertThat(problems).singleElement().satisfies(rated -> {
            assertThat(rated.difficulty()).isEqualTo(3);
            assertThat(CodeTests.parse(rated.problem().answer()))
                    .containsExactly(new CodeTests.CodeTest("1", "2"), new CodeTests.CodeTest("2", "3"));
        });
    }

    @Test
    void livecodebench_problems_that_call_a_function_are_left_out_and_counted() throws IOException {
        String called = "{\"question_content\": \"Add.\", \"public_test_cases\":"
                + " \"[{\\\"input\\\": \\\"1\\\", \\\"output\\\": \\\"2\\\", \\\"testtype\\\": \\\"functional\\\"}]\"}";
        String read = called.replace("functional", "stdin");

        assertThat(Benchmark.LIVECODEBENCH.read(file(called, read, called), null, null))
                .satisfies(contents -> assertThat(contents.problems()).hasSize(1))
                .extracting(Benchmark.Contents::leftOut)
                .isEqualTo(2);
        assertThatThrownBy(() -> read(Benchmark.LIVECODEBENCH, called)).hasMessageContaining("call functions");
    }

    @Test
    void a_pickle_that_is_more_than_a_string_is_refused() throws IOException {
        // GLOBAL, which would import a module.
        String hidden = Base64.getEncoder().encodeToString(deflated("\u0080\u0004cos\nsystem\n."));
        assertThatThrownBy(() -> read(
                        Benchmark.LIVECODEBENCH,
                        "{\"question_content\": \"Add one.\", \"public_test_cases\": \"[]\", \"private_test_cases\": \""
                                + hidden + "\"}"))
                .hasMessageContaining("pickle instruction 99");
    }

    @Test
    void a_field_that_is_given_wins() throws IOException {
        Path file = file("{\"problem\": \"no\", \"text\": \"yes\", \"answer\": \"1\", \"gold\": 2}");
        assertThat(Benchmark.AIME24.read(file, "text", "gold").problems())
                .extracting(
                        rated -> rated.problem().question() + rated.problem().answer())
                .containsExactly("yes2");
    }

    @Test
    void names_are_read_and_others_refused() {
        for (Benchmark benchmark : Benchmark.values()) {
            assertThat(Benchmark.parse(benchmark.toString())).isEqualTo(benchmark);
        }
        assertThatThrownBy(() -> Benchmark.parse("aime23"))
                .hasMessageContaining("'aime23'; choose nano, aime24, aime25, math-500, gsm8k, c-eval, livecodebench");
    }

    /** As pickle's protocol 4 writes a string: protocol, frame, BINUNICODE, memoize, stop. */
    private static String packed(String text) throws IOException {
        int length = text.length();
        String pickle = "\u0080\u0004\u0095" + (char) (length + 7) + "\0\0\0\0\0\0\0X" + (char) length + "\0\0\0" + text
                + "\u0094.";
        return Base64.getEncoder().encodeToString(deflated(pickle));
    }

    private static byte[] deflated(String bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(out)) {
            deflater.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        }
        return out.toByteArray();
    }
}
