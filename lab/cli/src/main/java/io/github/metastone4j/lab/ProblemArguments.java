package io.github.metastone4j.lab;

import io.github.metastone4j.cli.SamplingArguments;
import io.github.metastone4j.evaluation.rollout.OutcomeVerifier;
import io.github.metastone4j.evaluation.rollout.Problem;
import io.github.metastone4j.evaluation.rollout.Problems;
import io.github.metastone4j.nano.recipe.NanoProblems;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Problems to learn from and to measure with: a user's own, or those of the embedded model. */
final class ProblemArguments extends QuestionArguments {

    @Option(
            names = "--held-out",
            paramLabel = "FILE",
            description = "Problems to measure with. Default: the last tenth of --problems")
    private @Nullable Path heldOut;

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
     * Their judge.
     *
     * @param embedded whether the model is the embedded one
     * @param asked the problems as they were read
     */
    OutcomeVerifier verifier(boolean embedded, Problems asked) {
        return areNano(embedded) ? nanoVerifier() : verifier(asked.all());
    }

    /**
     * The problems, read.
     *
     * @param embedded whether the model is the embedded one
     * @param seed of the nano problems
     */
    Problems read(boolean embedded, long seed) {
        boolean nano = areNano(embedded);
        List<Problem> given = nano ? NanoProblems.training(seed).take(count) : ofFile();
        if (heldOut != null) {
            return new Problems(given, read(heldOut));
        }
        return nano
                ? new Problems(
                        given,
                        NanoProblems.heldOut(seed).take(heldOutCount == null ? Math.max(1, count / 10) : heldOutCount))
                : Problems.split(given);
    }
}
