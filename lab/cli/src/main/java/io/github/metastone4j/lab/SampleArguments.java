package io.github.metastone4j.lab;

import io.github.metastone4j.cli.SamplingArguments;
import io.github.metastone4j.cli.Terminal;
import io.github.metastone4j.evaluation.ProblemResult;
import io.github.metastone4j.evaluation.rollout.EvaluationRun;
import io.github.metastone4j.evaluation.rollout.RatedProblem;
import io.github.metastone4j.evaluation.rollout.SampleStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many samples a problem has, and whether they are kept, or were kept before. */
final class SampleArguments {

    private static final int SAMPLES = 32;

    @Option(
            names = "--samples",
            paramLabel = "K",
            description = "Complete outputs per problem; with --from the first of those that were kept."
                    + " Default: 32; with --from all")
    private @Nullable Integer samples;

    @Option(
            names = "--keep",
            paramLabel = "FILE",
            description = "Keep what is sampled, problem by problem; the same call goes on where it was stopped")
    private @Nullable Path keep;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description =
                    "Take what --keep has kept and sample nothing; only --samples, --aggregator and the output can be chosen")
    private @Nullable Path from;

    /** All results, and how many tokens this call has written for them. */
    record Sampled(List<ProblemResult> results, long tokens) {}

    /**
     * How many a problem has.
     *
     * @throws IllegalArgumentException if it is none
     */
    int samples() {
        Integer asked = SamplingArguments.atLeastOne("--samples", samples);
        return asked == null ? SAMPLES : asked;
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
     * What was kept: of each problem as many samples as are asked for, in the order drawn, as if no more had been drawn.
     *
     * @throws IllegalArgumentException if something is asked for that would have to be sampled
     */
    SampleStore.Kept read(Path file, EvaluationProblemArguments problems) {
        if (keep != null || problems.isGiven()) {
            throw new IllegalArgumentException("--from reports what " + file
                    + " holds and samples nothing; leave out --keep, --file, --preset, --problems and what tells fields,"
                    + " instruction or grader");
        }
        SampleStore.Kept kept = SampleStore.read(file);
        Map<String, String> settings = new TreeMap<>(kept.settings());
        String wanted = settings.getOrDefault("problems", "");
        int there = kept.results().size();
        if (!wanted.isEmpty() && !wanted.startsWith(there + " ")) {
            settings.put("problems", there + " of " + wanted);
        }
        Integer asked = SamplingArguments.atLeastOne("--samples", samples);
        if (asked == null) {
            return new SampleStore.Kept(settings, kept.results());
        }
        settings.put("samples", asked + " of " + kept.settings().getOrDefault("samples", "more"));
        return new SampleStore.Kept(
                settings,
                kept.results().stream()
                        .map(result -> first(asked, result, file))
                        .toList());
    }

    private static ProblemResult first(int samples, ProblemResult result, Path file) {
        if (result.samples().size() < samples) {
            throw new IllegalArgumentException("--samples is " + samples + ", but " + file + " holds "
                    + result.samples().size() + " of each problem; ask for at most as many");
        }
        return new ProblemResult(
                result.id(),
                result.difficulty(),
                result.gold(),
                result.samples().subList(0, samples));
    }
}
