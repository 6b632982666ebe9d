package io.github.metastone4j.lab;

import io.github.metastone4j.cli.SamplingArguments;
import io.github.metastone4j.evaluation.rollout.OutcomeVerifier;
import io.github.metastone4j.evaluation.rollout.Problem;
import io.github.metastone4j.evaluation.rollout.RatedProblem;
import io.github.metastone4j.grading.AnswerGrader;
import io.github.metastone4j.grading.Benchmark;
import io.github.metastone4j.grading.CodeGrader;
import io.github.metastone4j.nano.recipe.NanoProblems;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Problems to measure with: the embedded model's own, a user's, or a published collection. */
final class EvaluationProblemArguments extends ProblemFileArguments {

    private static final String NANO = "nano";
    private static final String CODE = "code";

    /** Files of a user's own do not say how hard their problems are. */
    private static final int DIFFICULTY = 1;

    /** Where nobody says how many. */
    private final int some;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description =
                    "A published collection, of which --file names a copy: aime24, aime25, math-500, gsm8k, c-eval,"
                            + " livecodebench; or nano. Sets fields, instruction, grader and published sampling, where they are not"
                            + " given")
    private @Nullable String preset;

    @Option(
            names = "--problems",
            paramLabel = "N",
            description = "How many problems, at most. Default: all of a preset's file, else 200; 500 to calibrate")
    private @Nullable Integer problems;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Problems of your own, from the first on: JSON lines with question and answer."
                    + " Default: the embedded model's, held out")
    private @Nullable Path file;

    @Option(
            names = "--run-code",
            description =
                    "Allow --grader code, which runs the program that a model wrote on the tests in its problem's answer:"
                            + " Python, shut in, on Linux")
    private boolean runCode;

    /** @param some how many problems there are where nobody says, and no preset does */
    EvaluationProblemArguments(int some) {
        this.some = some;
    }

    /**
     * Refuses what cannot be, before anything is read.
     *
     * @throws IllegalArgumentException if one option does not go with another
     */
    void check() {
        SamplingArguments.atLeastOne("--problems", problems);
        if (benchmark() != null && file == null) {
            throw new IllegalArgumentException(
                    "--preset is " + preset + ", which is not shipped; name your copy of it with --file");
        }
        if (NANO.equals(preset) && file != null) {
            throw new IllegalArgumentException(
                    "--preset nano makes its own problems; leave --file out, or name the file's own preset");
        }
        if (grader() != null && file == null) {
            throw new IllegalArgumentException("--grader is " + (isCode() ? CODE : AnswerGrader.parse(grader()))
                    + ", but it judges the problems of --file; name a file, or leave the grader out");
        }
        if (isCode() && !runCode) {
            throw new IllegalArgumentException("the grader 'code' runs programs that a model wrote on this machine;"
                    + " allow that with --run-code");
        }
    }

    /** Whether anything here was asked for. */
    boolean isGiven() {
        return preset != null || problems != null || file != null || runCode || tells();
    }

    /** The published collection; null for other problems. */
    @Nullable
    Benchmark benchmark() {
        return preset == null || NANO.equals(preset) ? null : Benchmark.parse(preset);
    }

    private boolean isCode() {
        Benchmark benchmark = benchmark();
        return grader() != null ? CODE.equals(grader()) : benchmark != null && benchmark.grader() == null;
    }

    /**
     * The problems.
     *
     * @param seed of the embedded model's
     * @param notes where it is told if some are left out
     */
    List<RatedProblem> read(long seed, PrintStream notes) {
        Benchmark benchmark = benchmark();
        if (file == null) {
            NanoProblems source = NanoProblems.heldOut(seed);
            return Stream.generate(source::next)
                    .limit(problems == null ? some : problems)
                    .map(nano -> new RatedProblem(new Problem(nano.question(), nano.answer()), nano.operations()))
                    .toList();
        }
        if (benchmark == null) {
            return read(file).stream()
                    .limit(problems == null ? some : problems)
                    .map(problem -> new RatedProblem(problem, DIFFICULTY))
                    .toList();
        }
        Benchmark.Contents contents = read(file, benchmark);
        if (contents.leftOut() > 0) {
            notes.println("left out: " + contents.leftOut() + " problems whose tests call a function");
        }
        return contents.problems().stream()
                .limit(problems == null ? Integer.MAX_VALUE : problems)
                .toList();
    }

    /** The judge of these problems: as asked for, else the preset's, else as suits their answers. */
    OutcomeVerifier judge(List<RatedProblem> asked) {
        Benchmark benchmark = benchmark();
        if (file == null) {
            return OutcomeVerifier.finalAnswer();
        }
        if (isCode()) {
            return CodeGrader.open();
        }
        return grader() == null && benchmark != null && benchmark.grader() != null
                ? benchmark.grader()
                : verifier(asked.stream().map(RatedProblem::problem).toList());
    }
}
