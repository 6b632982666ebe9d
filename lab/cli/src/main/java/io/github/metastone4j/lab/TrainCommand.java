package io.github.metastone4j.lab;

import io.github.metastone4j.ModelOptions;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.cli.ModelArguments;
import io.github.metastone4j.cli.OutputArguments;
import io.github.metastone4j.cli.SamplingArguments;
import io.github.metastone4j.cli.Terminal;
import io.github.metastone4j.evaluation.rollout.OutcomeVerifier;
import io.github.metastone4j.evaluation.rollout.Problem;
import io.github.metastone4j.evaluation.rollout.ShuffledProblems;
import io.github.metastone4j.nano.recipe.NanoProblems;
import io.github.metastone4j.selection.Selector;
import io.github.metastone4j.training.JointReport;
import io.github.metastone4j.training.JointTraining;
import io.github.metastone4j.training.kernel.OptimizerSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a policy and its judge together. */
@Command(
        name = "train",
        sortOptions = false,
        description = {
            "Train a checkpoint and its score head together, from outcomes alone: in each iteration the policy attempts"
                    + " problems, learns from what its attempts are worth beside one another, and the head from how they ended.",
            "Saves as it goes; the same call goes on where it was stopped."
        })
final class TrainCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    private final QuestionArguments problems = new QuestionArguments();

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "For state, log and checkpoint/, which can be served at any time")
    private Path out = Path.of("");

    @Option(names = "--iterations", paramLabel = "N", description = "Of the whole run. Default: 100")
    private int iterations = 100;

    @Option(names = "--problems-per-iteration", paramLabel = "N", description = "Default: 64")
    private int perIteration = 64;

    @Option(names = "--samples", paramLabel = "K", description = "Trajectories of each problem. Default: 8")
    private int samples = 8;

    @Option(names = "--save-every", paramLabel = "N", description = "Iterations between two saves. Default: 10")
    private int saveEvery = 10;

    @Option(names = "--seed", paramLabel = "S", description = "Draws problems, trajectories, dropout. Default: 1")
    private long seed = 1;

    @ArgGroup(validate = false, heading = "How policy and head learn:%n")
    private final JointArguments learning = new JointArguments();

    @Mixin
    private final SamplingArguments sampling = new SamplingArguments();

    @Mixin
    private final ModelArguments model = new ModelArguments();

    @Mixin
    private final OutputArguments output = new OutputArguments();

    TrainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        SamplingArguments.atLeastOne("--problems-per-iteration", perIteration);
        settings(Dtype.FLOAT32); // refuses now, rather than after a model was loaded
        JointTraining.requirePossible(out);
        ModelOptions options = model.forTraining();
        boolean nano = problems.areNano(options.path() == null);
        List<Problem> ofFile = nano ? List.of() : problems.ofFile();
        OutcomeVerifier verifier = nano ? problems.nanoVerifier() : problems.verifier(ofFile);
        LongFunction<List<Problem>> asked = nano
                ? iteration ->
                        NanoProblems.training(seed * 1_000_003 + iteration).take(perIteration)
                : new ShuffledProblems(ofFile, perIteration, seed);
        Path start;
        Dtype dtype;
        try (ReflectiveModel loaded = ReflectiveModel.load(options)) {
            start = loaded.checkpoint().dir();
            dtype = loaded.decoder().dtype();
        }
        var progress = new RunProgress(terminal);
        JointReport report;
        try {
            report = new JointTraining(options.withPath(start), asked, verifier, settings(dtype), out, progress).run();
        } finally {
            progress.end();
        }
        terminal.out().println(output.json() ? report.json().toPrettyString() : text(report));
        return 0;
    }

    private JointTraining.Settings settings(Dtype dtype) {
        ReflectionSettings drawn = sampling.settings(Selector.MAJORITY).withTrajectories(samples);
        return new JointTraining.Settings(
                iterations,
                drawn,
                problems.instruction(),
                learning.lossSettings(),
                learning.balance,
                learning.tokensPerBatch,
                learning.batchesPerUpdate,
                learning.policyRate,
                learning.headRate,
                learning.warmUp,
                learning.decay,
                OptimizerSettings.paper(),
                dtype,
                learning.recompute,
                saveEvery,
                seed);
    }

    private static String text(JointReport report) {
        return report.table() + "\n\nthe checkpoint is in " + report.checkpoint()
                + "\n  to draw the curves:  ./metastone plot --log "
                + report.log() + " --x iteration --y scoreRight,scoreWrong --out scores.svg\n"
                + "  to measure on others: ./metastone evaluate --model " + report.checkpoint();
    }
}
