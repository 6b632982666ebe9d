package io.github.metastone4j.cli;

import io.github.metastone4j.evaluation.ProblemResult;
import io.github.metastone4j.training.EvaluationRun;
import io.github.metastone4j.training.RatedProblem;
import io.github.metastone4j.training.SampleStore;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many samples a problem has, and whether they are kept, or were kept before. */
final class SampleArguments {

    @Option(names = "--samples", paramLabel = "K", description = "Complete outputs per problem. Default: 32")
    private int samples = 32;

    @Option(
            names = "--keep",
            paramLabel = "FILE",
            description = "Keep what is sampled, problem by problem; the same call goes on where it was stopped")
    private @Nullable Path keep;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description =
                    "Take what --keep has kept and sample nothing; only --aggregator and the output can be chosen")
    private @Nullable Path from;

    /** All results, and how many tokens this call has written for them. */
    record Sampled(List<ProblemResult> results, long tokens) {}

    /**
     * How many a problem has.
     *
     * @throws IllegalArgumentException if it is none
     */
    int samples() {
        SamplingArguments.atLeastOne("--samples", samples);
        return samples;
    }

    /** Where samples are that were kept before; null where they are to be drawn. */
    @Nullable
    Path from() {
        return from;
    }

    /** Samples all problems, but for those that were kept already. */
    Sampled sample(EvaluationRun run, List<RatedProblem> asked, Terminal terminal) {
        if (keep == null) {
            var progress = new EvaluationProgress(terminal, asked.size(), 0);
            return new Sampled(run.over(asked, progress), progress.tokens());
        }
        try (SampleStore store = SampleStore.open(keep, run.identity(asked))) {
            var progress = new EvaluationProgress(terminal, asked.size(), store.problems());
            return new Sampled(run.over(asked, store, progress), progress.tokens());
        }
    }

    /**
     * What was kept.
     *
     * @throws IllegalArgumentException if something is asked for that would have to be sampled
     */
    SampleStore.Kept read(Path file, EvaluationProblemArguments problems) {
        if (keep != null || problems.isGiven()) {
            throw new IllegalArgumentException("--from reports what " + file
                    + " holds and samples nothing; leave out --keep, --file, --preset and --problems");
        }
        return SampleStore.read(file);
    }
}
