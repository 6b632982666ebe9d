package io.github.metastone4j.lab;

import io.github.metastone4j.ModelOptions;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.cli.ModelArguments;
import io.github.metastone4j.cli.OutputArguments;
import io.github.metastone4j.cli.SamplingArguments;
import io.github.metastone4j.cli.Terminal;
import io.github.metastone4j.evaluation.rollout.OutcomeVerifier;
import io.github.metastone4j.evaluation.rollout.Problems;
import io.github.metastone4j.selection.Selector;
import io.github.metastone4j.training.Ablation;
import io.github.metastone4j.training.Ablation.Joint;
import io.github.metastone4j.training.AblationFactor;
import io.github.metastone4j.training.AblationReport;
import io.github.metastone4j.training.FrozenHeadTraining;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells what matters for a head, one thing at a time. */
@Command(
        name = "ablate",
        sortOptions = false,
        description = {
            "Train score heads that differ from a base in one thing each, on the same samples, with several seeds: loss,"
                    + " layer, aggregator, balance, amount of data, dropout; and short joint runs that differ in coupling.",
            "Saves as it goes; the same call goes on where it was stopped."
        })
final class AblateCommand implements Callable<Integer> {

    private static final FrozenHeadTraining.Settings STANDARD = FrozenHeadTraining.Settings.standard();

    private final Terminal terminal;

    @Mixin
    private final ProblemArguments problems = new ProblemArguments();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "For all that is written")
    private Path out = Path.of("");

    @Option(names = "--seeds", paramLabel = "N", description = "Heads, or joint runs, of each variant. Default: 3")
    private int seeds = 3;

    @Option(
            names = "--vary",
            paramLabel = "NAME",
            split = ",",
            description = "loss, layer, aggregator, balance, data, dropout, coupling. Default: all")
    private List<String> varied = List.of();

    @Option(
            names = "--layers",
            paramLabel = "N",
            split = ",",
            description = "Before which heads read, from 0, besides the last. Default: before each")
    private @Nullable List<Integer> layers;

    @Option(names = "--samples", paramLabel = "K", description = "Trajectories of each problem. Default: 16")
    private int samples = 16;

    @Option(
            names = "--rollouts",
            paramLabel = "DIR",
            description = "Go on with the trajectories that train-head, or an earlier ablate, left there")
    private @Nullable Path rollouts;

    @Option(names = "--seed", paramLabel = "S", description = "Draws the trajectories. Default: 1")
    private long seed = 1;

    @Option(names = "--epochs", paramLabel = "N", description = "Of a head, at most, behind its warm-up. Default: 20")
    private int epochs = STANDARD.epochs();

    @Option(
            names = "--joint-iterations",
            paramLabel = "N",
            description = "Of each joint run; 0 leaves coupling out. Default: 4")
    private long jointIterations = Joint.standard().iterations();

    @Option(names = "--joint-problems", paramLabel = "N", description = "Of an iteration. Default: 32")
    private int jointProblems = Joint.standard().problems();

    @Option(names = "--joint-policy-rate", paramLabel = "R", description = "Default: 1e-5")
    private double jointPolicyRate = Joint.standard().policyRate();

    @Option(names = "--joint-head-rate", paramLabel = "R", description = "Default: 1e-4")
    private double jointHeadRate = Joint.standard().headRate();

    @Mixin
    private final SamplingArguments sampling = new SamplingArguments();

    @Mixin
    private final ModelArguments model = new ModelArguments();

    @Mixin
    private final OutputArguments output = new OutputArguments();

    AblateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        problems.requireInRange();
        SamplingArguments.atLeastOne("--seeds", seeds);
        Ablation.requirePossible(samples, out);
        ReflectionSettings drawn = sampling.settings(Selector.MAJORITY).withTrajectories(samples);
        Ablation.Settings settings = settings(drawn);
        ModelOptions options = model.forTraining();
        Problems asked = problems.read(options.path() == null, seed);
        OutcomeVerifier verifier = problems.verifier(options.path() == null, asked);
        try (ReflectiveModel loaded = ReflectiveModel.load(options)) {
            var progress = new RunProgress(terminal);
            AblationReport report;
            try {
                report = new Ablation(loaded, asked, verifier, settings, out, progress).run();
            } finally {
                progress.end();
            }
            terminal.out().println(output.json() ? report.json().toPrettyString() : report.table());
        }
        return 0;
    }

    private Ablation.Settings settings(ReflectionSettings drawn) {
        Set<AblationFactor> factors = EnumSet.noneOf(AblationFactor.class);
        varied.forEach(name -> factors.add(AblationFactor.parse(name)));
        var base = new FrozenHeadTraining.Settings(
                STANDARD.loss(),
                STANDARD.labelSmoothing(),
                STANDARD.dropout(),
                STANDARD.balanced(),
                STANDARD.warmUpEpochs(),
                epochs,
                STANDARD.patience(),
                STANDARD.batchSteps(),
                STANDARD.unit(),
                STANDARD.learningRate(),
                STANDARD.weightDecay(),
                drawn.aggregator(),
                LongStream.rangeClosed(1, seeds).boxed().toList());
        return new Ablation.Settings(
                drawn,
                problems.instruction(),
                base,
                layers,
                factors.isEmpty() ? EnumSet.allOf(AblationFactor.class) : factors,
                new Joint(jointIterations, jointProblems, Joint.standard().group(), jointPolicyRate, jointHeadRate),
                rollouts,
                seed);
    }
}
