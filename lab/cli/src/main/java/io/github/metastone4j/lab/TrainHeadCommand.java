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
import io.github.metastone4j.evaluation.rollout.Problems;
import io.github.metastone4j.selection.Selector;
import io.github.metastone4j.training.FrozenHeadTraining;
import io.github.metastone4j.training.HeadRecipe;
import io.github.metastone4j.training.HeadReport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Gives a checkpoint a judge. */
@Command(
        name = "train-head",
        sortOptions = false,
        description = {
            "Train a score head for a checkpoint, from outcomes alone: sample trajectories, judge their answers, learn"
                    + " which steps lead to right ones. The policy stays as it is.",
            "Saves as it goes; the same call goes on where it was stopped."
        })
final class TrainHeadCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    private final ProblemArguments problems = new ProblemArguments();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "For all that is written")
    private Path out = Path.of("");

    @Option(names = "--overwrite", description = "Replace the head that an earlier run left in --out")
    private boolean overwrite;

    @Option(names = "--samples", paramLabel = "K", description = "Trajectories of each problem. Default: 16")
    private int samples = 16;

    @Option(names = "--seed", paramLabel = "S", description = "Draws the trajectories. Default: 1")
    private long seed = 1;

    @Option(
            names = "--layer",
            paramLabel = "N",
            description = "Before which the head reads, from 0. Default: the last, the one that is served")
    private @Nullable Integer layer;

    @Option(
            names = "--feature-dtype",
            paramLabel = "TYPE",
            description = "In which features are kept: bfloat16, float16 or float32. Default: as the model computes")
    private @Nullable String featureDtype;

    @ArgGroup(validate = false, heading = "How the head learns:%n")
    private final HeadArguments head = new HeadArguments();

    @Mixin
    private final SamplingArguments sampling = new SamplingArguments();

    @Mixin
    private final ModelArguments model = new ModelArguments();

    @Mixin
    private final OutputArguments output = new OutputArguments();

    TrainHeadCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        problems.requireInRange();
        HeadRecipe.requirePossible(samples, out, overwrite);
        ReflectionSettings drawn = sampling.settings(Selector.MAJORITY).withTrajectories(samples);
        FrozenHeadTraining.Settings training = head.settings(drawn.aggregator());
        Dtype dtype = featureDtype == null ? null : Dtype.parse(featureDtype);
        ModelOptions options = model.forTraining();
        Problems asked = problems.read(options.path() == null, seed);
        OutcomeVerifier verifier = problems.verifier(options.path() == null, asked);
        try (ReflectiveModel loaded = ReflectiveModel.load(options)) {
            var settings = new HeadRecipe.Settings(drawn, problems.instruction(), layer, dtype, training, seed);
            var progress = new RunProgress(terminal);
            HeadReport report;
            try {
                report = new HeadRecipe(loaded, asked, verifier, settings, out, progress).run();
            } finally {
                progress.end();
            }
            if (output.json()) {
                terminal.out().println(report.json().put("out", out.toString()).toPrettyString());
            } else {
                print(report);
            }
        }
        return 0;
    }

    private void print(HeadReport report) {
        terminal.out().println(report.table());
        terminal.out().println();
        report.findings().forEach(terminal.out()::println);
        if (report.isWorseThanChance()) {
            terminal.out().println("this head chooses worse than chance: do not use it");
        }
        terminal.out().println("the head is in " + out.resolve("score_module.safetensors"));
    }
}
