package io.github.metastone4j.cli;

import io.github.metastone4j.nano.NanoProblem;
import io.github.metastone4j.nano.NanoProblems;
import io.github.metastone4j.training.Problem;
import io.github.metastone4j.training.Problems;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Problems to learn from and to measure with: a user's own, or those of the embedded model. */
final class ProblemArguments {

    private static final String NANO = "nano";

    @Option(
            names = "--problems",
            paramLabel = "FILE",
            description = "JSON lines with question and answer; or 'nano', the embedded model's own, its default")
    private @Nullable String problems;

    @Option(
            names = "--held-out",
            paramLabel = "FILE",
            description = "Problems to measure with. Default: the last tenth of --problems")
    private @Nullable Path heldOut;

    @Option(names = "--question-field", paramLabel = "NAME", description = "Default: question")
    private String questionField = "question";

    @Option(names = "--answer-field", paramLabel = "NAME", description = "Default: answer")
    private String answerField = "answer";

    @Option(names = "--count", paramLabel = "N", description = "How many nano problems. Default: 2000")
    private int count = 2000;

    @Option(
            names = "--held-out-count",
            paramLabel = "N",
            description = "How many other nano problems to measure with. Default: a tenth of --count")
    private @Nullable Integer heldOutCount;

    /** Refuses numbers that cannot be, before anything is read. */
    void requireInRange() {
        SamplingArguments.atLeastOne("--count", count);
        SamplingArguments.atLeastOne("--held-out-count", heldOutCount);
    }

    /**
     * The problems, read.
     *
     * @param embedded whether the model is the embedded one
     * @param seed of the nano problems
     */
    Problems read(boolean embedded, long seed) {
        String source = problems == null && embedded ? NANO : problems;
        if (source == null) {
            throw new IllegalArgumentException("--problems is missing; name a file of JSON lines with question and"
                    + " answer, or 'nano' for the embedded model's own problems");
        }
        boolean nano = source.equals(NANO);
        List<Problem> given = nano
                ? nano(NanoProblems.training(seed), count)
                : Problems.read(Path.of(source), questionField, answerField);
        if (heldOut != null) {
            return new Problems(given, Problems.read(heldOut, questionField, answerField));
        }
        return nano
                ? new Problems(
                        given,
                        nano(NanoProblems.heldOut(seed), heldOutCount == null ? Math.max(1, count / 10) : heldOutCount))
                : Problems.split(given);
    }

    private static List<Problem> nano(NanoProblems stream, int count) {
        return Stream.generate(stream::next)
                .limit(count)
                .map((NanoProblem problem) -> new Problem(problem.question(), problem.answer()))
                .toList();
    }
}
