package io.github.metastone4j.lab;

import io.github.metastone4j.evaluation.rollout.OutcomeVerifier;
import io.github.metastone4j.evaluation.rollout.Problem;
import io.github.metastone4j.evaluation.rollout.Problems;
import io.github.metastone4j.grading.AnswerGrader;
import io.github.metastone4j.grading.Benchmark;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How files of problems are read, asked and judged. */
class ProblemFileArguments {

    @Option(names = "--question-field", paramLabel = "NAME", description = "Default: question")
    private @Nullable String questionField;

    @Option(names = "--answer-field", paramLabel = "NAME", description = "Default: answer")
    private @Nullable String answerField;

    @Option(
            names = "--instruction",
            paramLabel = "TEXT",
            description = "Appended to every question, such as 'Put your final answer within \\boxed{}.'")
    private @Nullable String instruction;

    @Option(
            names = "--grader",
            paramLabel = "NAME",
            description =
                    "How an answer is judged: exact (the same number or text), maths (the same value, set, interval,"
                            + " matrix, expression), letter (of a choice), text, or code (a program, which --run-code runs)."
                            + " Default: letter if all answers of the file are letters, else maths; exact for nano problems")
    private @Nullable String grader;

    /** Whether anything was said about fields, instruction or grader. */
    final boolean tells() {
        return questionField != null || answerField != null || instruction != null || grader != null;
    }

    final List<Problem> read(Path file) {
        return Problems.read(
                file, questionField == null ? "question" : questionField, answerField == null ? "answer" : answerField);
    }

    /** Reads a published collection, whose fields need not be named. */
    final Benchmark.Contents read(Path file, Benchmark benchmark) {
        return benchmark.read(file, questionField, answerField);
    }

    /** Appended to every question. */
    final String instruction() {
        return instruction(null);
    }

    /** Appended to every question: as given, else that of a collection. */
    final String instruction(@Nullable Benchmark benchmark) {
        return instruction != null ? instruction : benchmark == null ? "" : benchmark.instruction();
    }

    /** The name of the judge, as given. */
    final @Nullable String grader() {
        return grader;
    }

    /** The judge of problems from a file: as asked for, else as suits their answers. */
    final OutcomeVerifier verifier(List<Problem> ofFile) {
        return grader != null
                ? AnswerGrader.parse(grader)
                : AnswerGrader.suiting(ofFile.stream().map(Problem::answer).toList());
    }

    /** The judge of nano problems, whose answers are whole numbers. */
    final OutcomeVerifier nanoVerifier() {
        return grader != null ? AnswerGrader.parse(grader) : OutcomeVerifier.finalAnswer();
    }
}
