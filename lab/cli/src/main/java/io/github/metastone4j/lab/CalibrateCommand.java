package io.github.metastone4j.lab;

import io.github.metastone4j.ModelOptions;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.checkpoint.Checkpoint;
import io.github.metastone4j.cli.ModelArguments;
import io.github.metastone4j.cli.OutputArguments;
import io.github.metastone4j.cli.SamplingArguments;
import io.github.metastone4j.cli.Terminal;
import io.github.metastone4j.effort.Calibration;
import io.github.metastone4j.evaluation.EffortCalibration;
import io.github.metastone4j.evaluation.rollout.EvaluationRun;
import io.github.metastone4j.evaluation.rollout.OutcomeVerifier;
import io.github.metastone4j.evaluation.rollout.RatedProblem;
import io.github.metastone4j.evaluation.rollout.SampleStore;
import io.github.metastone4j.selection.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Gives a checkpoint its defaults, by what held-out problems show. */
@Command(
        name = "calibrate",
        sortOptions = false,
        description =
                "Choose a checkpoint's selector, and how much effort auto spends, on held-out problems, and write the"
                        + " choice into its folder. The same seed gives the same choice.")
final class CalibrateCommand implements Callable<Integer> {

    private static final int PROBLEMS = 500;

    private final Terminal terminal;

    @Mixin
    private final EvaluationProblemArguments problems = new EvaluationProblemArguments(PROBLEMS);

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Draws the problems and their samples. Default: 77, others than evaluate asks")
    private long seed = 77;

    @Mixin
    private final SampleArguments samples = new SampleArguments();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where the choice is written. Default: calibration.json in the folder of --model")
    private @Nullable Path out;

    @Mixin
    private final SamplingArguments sampling = new SamplingArguments();

    @Mixin
    private final ModelArguments model = new ModelArguments();

    @Mixin
    private final OutputArguments output = new OutputArguments();

    CalibrateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        // A calibration that is there already has no say, nor need it be of these weights.
        ModelOptions options =
                model.options().withMaxRows(ModelArguments.MANY_ROWS).withCalibrated(false);
        Path target = target(options);
        Path from = samples.from();
        if (from == null) {
            sample(options, target);
        } else {
            choose(from, options, target);
        }
        return 0;
    }

    /** Where the choice goes; refused now rather than after an hour of sampling. */
    private Path target(ModelOptions options) {
        if (out == null && options.path() == null) {
            throw new IllegalArgumentException("the embedded model's folder is not ours to write to;"
                    + " name a file with --out, or a checkpoint with --model");
        }
        Path file = out != null ? out : options.checkpoint().dir().resolve(Calibration.FILE);
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder) || Files.isDirectory(file)) {
            throw new IllegalArgumentException(
                    file + " cannot be written; make its folder writable, or name another file with --out");
        }
        return file;
    }

    private void sample(ModelOptions options, Path target) {
        problems.check();
        // A preset's questions, but the sampling that requests will have.
        ReflectionSettings settings = sampling.settings(Selector.MAJORITY).withTrajectories(samples.samples());
        List<RatedProblem> asked = problems.read(seed, terminal.err());
        OutcomeVerifier judge = problems.judge(asked);
        try (ReflectiveModel loaded = ReflectiveModel.load(options)) {
            var run = new EvaluationRun(loaded, settings, problems.instruction(problems.benchmark()), seed, judge);
            choose(
                    new SampleStore.Kept(
                            run.identity(asked),
                            samples.sample(run, asked, terminal).results()),
                    target);
        }
    }

    private void choose(Path from, ModelOptions options, Path target) {
        SampleStore.Kept kept = samples.read(from, problems);
        Checkpoint checkpoint = options.checkpoint();
        String weights = checkpoint.digest();
        String sampled = setting(kept, "weights");
        if (!sampled.equals(weights)) {
            throw new IllegalArgumentException("the samples in " + from + " are of weights with digest " + sampled
                    + ", but those to calibrate have " + weights
                    + "; name their checkpoint with --model, or sample anew");
        }
        double drawn = Double.parseDouble(setting(kept, "temperature"));
        // That of requests, unless they say otherwise.
        double served = ReflectiveModel.sampling(sampling.settings(null), checkpoint.generationDefaults(), 0)
                .temperature();
        if (drawn != served) {
            throw new IllegalArgumentException("the samples in " + from + " were drawn at temperature " + drawn
                    + ", but requests will have " + served + "; sample anew, or give --temperature " + drawn
                    + " if they will have that");
        }
        choose(kept, target);
    }

    private void choose(SampleStore.Kept kept, Path target) {
        String weights = setting(kept, "weights");
        EffortCalibration chosen =
                EffortCalibration.of(kept.results(), sampling.aggregator(), Long.parseLong(setting(kept, "seed")));
        chosen.calibration(weights, Double.parseDouble(setting(kept, "temperature")))
                .write(target);
        if (output.json()) {
            terminal.out()
                    .println(chosen.json()
                            .put("weights", weights)
                            .put("file", target.toString())
                            .toPrettyString());
        } else {
            terminal.out().println(chosen.text());
            terminal.out().println("written to " + target);
        }
    }

    private static String setting(SampleStore.Kept kept, String name) {
        String value = kept.settings().get(name);
        if (value == null) {
            throw new IllegalArgumentException("the samples do not say their " + name + "; sample anew");
        }
        return value;
    }
}
