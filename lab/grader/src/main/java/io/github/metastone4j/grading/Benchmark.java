package io.github.metastone4j.grading;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.metastone4j.evaluation.rollout.Problem;
import io.github.metastone4j.evaluation.rollout.Problems;
import io.github.metastone4j.evaluation.rollout.RatedProblem;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A published collection of problems: the fields of its files, what is asked beside the question, and how answers are judged. The
 * collections themselves are not shipped; a file of them is JSON lines.
 */
public enum Benchmark {

    /** The American Invitational Mathematics Examination of 2024: whole numbers from 0 to 999. */
    AIME24(Instruction.MATHS, AnswerGrader.EXACT),

    /** That of 2025. */
    AIME25(Instruction.MATHS, AnswerGrader.EXACT),

    /** Five hundred problems of the MATH collection; {@code level} is their difficulty, 1 to 5. */
    MATH_500(Instruction.MATHS, AnswerGrader.MATHS) {
        @Override
        int difficulty(JsonNode line) {
            return line.path("level").asInt(1);
        }
    },

    /** Grade school arithmetic told in words. The right answer stands behind {@code ####}, at the end of a solution. */
    GSM8K(Instruction.MATHS, AnswerGrader.EXACT) {
        @Override
        String answer(String given) {
            int mark = given.lastIndexOf("####");
            return mark < 0 ? given : given.substring(mark + 4).strip();
        }
    },

    /** Chinese examinations: questions with four options in fields of their own, {@code A} to {@code D}. */
    C_EVAL(Instruction.CHOICE, AnswerGrader.LETTER) {
        @Override
        String question(String given, JsonNode line) {
            return given
                    + List.of("A", "B", "C", "D").stream()
                            .map(letter -> "\n" + letter + ". " + Problems.text(line, letter))
                            .collect(Collectors.joining());
        }
    },

    /**
     * Programs that read standard input and write standard output. Problems whose tests call a function instead are left out.
     * Difficulty is 1 for {@code easy}, 2 for {@code medium} and 3 for {@code hard}.
     */
    LIVECODEBENCH(Instruction.PROGRAM, null) {
        @Override
        int difficulty(JsonNode line) {
            return 1
                    + Math.max(
                            0,
                            List.of("easy", "medium", "hard")
                                    .indexOf(line.path("difficulty").asText()));
        }

        @Override
        Optional<RatedProblem> problem(JsonNode line, @Nullable String question, @Nullable String answer) {
            String asked = Problems.text(line, or(question, "question_content"));
            return (answer == null ? CodeTests.published(line) : Optional.of(Problems.text(line, answer)))
                    .map(tests -> new RatedProblem(new Problem(asked, tests), difficulty(line)));
        }
    };

    private static final String[] QUESTIONS = {"problem", "Problem", "question"};
    private static final String[] ANSWERS = {"answer", "Answer"};

    private final String instruction;
    private final @Nullable AnswerGrader grader;

    Benchmark(String instruction, @Nullable AnswerGrader grader) {
        this.instruction = instruction;
        this.grader = grader;
    }

    /**
     * Problems of a file.
     *
     * @param problems in the order of the file
     * @param leftOut how many others it has, which cannot be judged
     */
    public record Contents(List<RatedProblem> problems, int leftOut) {}

    /** What is appended to every question. */
    public String instruction() {
        return instruction;
    }

    /** The judge of its answers; null for programs, which {@link CodeGrader} judges. */
    public @Nullable AnswerGrader grader() {
        return grader;
    }

    /**
     * Reads a file of this collection.
     *
     * @param question the field that holds the question; null for the collection's own
     * @param answer the field that holds the answer; null for the collection's own
     * @throws IllegalArgumentException if the file cannot be read, has bad lines, which are named, or nothing that can be judged
     */
    public Contents read(Path file, @Nullable String question, @Nullable String answer) {
        List<Optional<RatedProblem>> lines =
                Problems.read(file, line -> problem(line, question, answer), "those of the published files of " + this);
        List<RatedProblem> problems = lines.stream().flatMap(Optional::stream).toList();
        if (problems.isEmpty()) {
            throw new IllegalArgumentException(
                    "all tests in " + file + " call functions; only programs that read standard input can be judged");
        }
        return new Contents(problems, lines.size() - problems.size());
    }

    /** The problem a line holds; empty if it cannot be judged. */
    Optional<RatedProblem> problem(JsonNode line, @Nullable String question, @Nullable String answer) {
        String asked = Problems.text(line, or(question, QUESTIONS));
        String expected = answer(Problems.text(line, or(answer, ANSWERS)));
        return Optional.of(new RatedProblem(new Problem(question(asked, line), expected), difficulty(line)));
    }

    /** The question, with all that belongs to it. */
    String question(String given, JsonNode line) {
        return given;
    }

    /** The final answer in what the answer's field says. */
    String answer(String given) {
        return given;
    }

    int difficulty(JsonNode line) {
        return 1;
    }

    static String[] or(@Nullable String field, String... usual) {
        return field == null ? usual : new String[] {field};
    }

    /**
     * The collection of a name, such as {@code math-500}.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Benchmark parse(String name) {
        return Arrays.stream(values())
                .filter(one -> one.toString().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no preset '" + name + "'; choose nano, "
                        + Arrays.stream(values()).map(Objects::toString).collect(Collectors.joining(", "))));
    }

    /** Its name as {@link #parse} reads it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What is asked for beside the question. */
    private static final class Instruction {
        static final String MATHS = "\nPlease reason step by step, and put your final answer within \\boxed{}.";
        static final String CHOICE = "\n请逐步推理，并将正确选项的字母写在 \\boxed{} 中。";
        static final String PROGRAM =
                "\nPlease reason step by step, then write a Python 3 program that reads standard input and"
                        + " writes standard output, in one block fenced by ```.";
    }
}
