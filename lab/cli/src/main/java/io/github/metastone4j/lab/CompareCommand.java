package io.github.metastone4j.lab;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.ModelOptions;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.cli.ModelArguments;
import io.github.metastone4j.cli.OutputArguments;
import io.github.metastone4j.cli.SamplingArguments;
import io.github.metastone4j.cli.Terminal;
import io.github.metastone4j.effort.Calibration;
import io.github.metastone4j.effort.Economy;
import io.github.metastone4j.evaluation.WayComparison;
import io.github.metastone4j.evaluation.rollout.OutcomeVerifier;
import io.github.metastone4j.evaluation.rollout.RatedProblem;
import io.github.metastone4j.search.BeamSearch;
import io.github.metastone4j.search.TreeSearch;
import io.github.metastone4j.selection.Selector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Compares ways to spend tokens: samples of which the best answers, votes, searches, adaptive effort. */
@Command(
        name = "compare",
        sortOptions = false,
        description = "Compare best of k, votes, step search and adaptive effort at equal tokens, on held-out problems."
                + " The same seed gives the same result.")
final class CompareCommand implements Callable<Integer> {

    private static final int PROBLEMS = 200;
    private static final List<Double> CONFIDENCES = List.of(0.8, 0.9, 0.95);

    private final Terminal terminal;

    @Mixin
    private final EvaluationProblemArguments problems = new EvaluationProblemArguments(PROBLEMS);

    @Option(names = "--seed", paramLabel = "S", description = "Draws the problems and their samples. Default: 1")
    private long seed = 1;

    @Option(
            names = "--ways",
            split = ",",
            paramLabel = "NAME",
            description = "What is measured beside samples: beam, tree, auto. Default: all three")
    private List<String> kinds = List.of("beam", "tree", "auto");

    @Option(names = "--trajectories", paramLabel = "K", description = "The largest k, at least 4. Default: 32")
    private int most = 32;

    @Option(
            names = "--selector",
            paramLabel = "NAME",
            description = "Which trajectory answers after a search, and with effort auto. Default: as calibrated, else"
                    + " best-score")
    private @Nullable String selector;

    @Option(
            names = "--confidence",
            split = ",",
            paramLabel = "P",
            description = "Of effort auto. Default: 0.8, 0.9, 0.95 and as calibrated")
    private @Nullable List<Double> confidences;

    @Option(names = "--pruning", paramLabel = "P", description = "Of effort auto. Default: as calibrated, else 0")
    private @Nullable Double pruning;

    @Option(
            names = "--expansion",
            paramLabel = "M",
            description = "In how many ways a beam goes on from one place. Default: 4")
    private int expansion = BeamSearch.STANDARD.expansion();

    @Option(
            names = "--tree-expansion",
            paramLabel = "M",
            description = "In how many ways a tree goes on from one place. Default: 2")
    private int treeExpansion = TreeSearch.STANDARD.expansion();

    @Option(
            names = "--exploration",
            paramLabel = "C",
            description = "How much a tree prefers what it has seldom tried. Default: 0.1")
    private double exploration = TreeSearch.STANDARD.exploration();

    @Option(
            names = "--at-once",
            paramLabel = "N",
            description =
                    "Problems under way at a time: 1 shows how long a lone caller waits. Default: as many as fill the"
                            + " batch")
    private @Nullable Integer atOnce;

    @Option(names = "--plot", paramLabel = "FILE", description = "Draw accuracy against tokens, as SVG")
    private @Nullable Path plot;

    @Option(names = "--markdown", description = "The table in Markdown")
    private boolean markdown;

    @Mixin
    private final SamplingArguments sampling = new SamplingArguments();

    @Mixin
    private final ModelArguments model = new ModelArguments();

    @Mixin
    private final OutputArguments output = new OutputArguments();

    CompareCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        problems.check();
        SamplingArguments.atLeastOne("--at-once", atOnce);
        if (most < 4) {
            throw new IllegalArgumentException(
                    "--trajectories is " + most + "; it must be at least 4, to search among");
        }
        PlotFiles.requirePlace(plot);
        if (problems.benchmark() != null) {
            sampling.preferPublished();
        }
        Selector asked = selector == null ? null : Selector.parse(selector);
        ReflectionSettings settings = sampling.settings(asked);
        Set<Ways.Kind> measured = kinds.stream().map(Ways.Kind::parse).collect(toSet());
        // Refused now, rather than after the model was loaded.
        economies(null);
        var beam = new BeamSearch(expansion);
        var tree = new TreeSearch(treeExpansion, exploration, null);
        ModelOptions options = model.options().withMaxRows(ModelArguments.MANY_ROWS);
        List<RatedProblem> read = problems.read(seed, terminal.err());
        OutcomeVerifier judge = problems.judge(read);
        try (ReflectiveModel loaded = ReflectiveModel.load(options)) {
            requireHead(loaded, measured);
            Selector chosen = Calibration.selector(asked, loaded.calibration());
            var progress = new RunProgress(terminal);
            String instruction = problems.instruction(problems.benchmark());
            var run = new WayRun(loaded, read, instruction, judge, seed, atOnce, progress);
            long start = System.nanoTime();
            Ways.Measured ways = new Ways(
                            run, measured, settings, chosen, most, beam, tree, economies(loaded.calibration()))
                    .measured();
            progress.end();
            double seconds = (System.nanoTime() - start) / 1e9;
            print(WayComparison.of(ways.all(), Ways.BEST_OF_K, ways.full(), seed), loaded, settings, chosen, seconds);
        }
        return 0;
    }

    /** Said before an hour of sampling, rather than behind it. */
    private static void requireHead(ReflectiveModel loaded, Set<Ways.Kind> measured) {
        if (!loaded.hasScoreHead() && (measured.contains(Ways.Kind.BEAM) || measured.contains(Ways.Kind.TREE))) {
            throw new IllegalArgumentException(loaded.name()
                    + " has no score head to search by; compare --ways auto, or give it one by train-head");
        }
    }

    private List<Economy> economies(@Nullable Calibration calibration) {
        Economy own = new Economy(null, pruning).by(calibration);
        TreeSet<Double> asked = new TreeSet<>(confidences != null ? confidences : CONFIDENCES);
        if (confidences == null) {
            asked.add(own.confidence());
        }
        return asked.stream()
                .map(confidence -> new Economy(confidence, own.pruning()))
                .toList();
    }

    private void print(
            WayComparison comparison,
            ReflectiveModel loaded,
            ReflectionSettings settings,
            Selector chosen,
            double seconds) {
        ObjectNode told = EvaluateCommand.settings(loaded, settings)
                .put("selector", chosen.toString())
                .put("expansion", expansion)
                .put("treeExpansion", treeExpansion)
                .put("exploration", exploration)
                .put("atOnce", atOnce == null ? "as many as fill the batch" : String.valueOf(atOnce));
        if (output.json()) {
            ObjectNode json = comparison.json();
            json.set("settings", told);
            json.put("seed", seed).put("seconds", seconds);
            terminal.out().println(json.toPrettyString());
        } else {
            terminal.out().println(markdown ? comparison.markdown() : comparison.text());
            String bullet = markdown ? "- " : "";
            told.properties().forEach(entry -> terminal.out()
                    .println(bullet + entry.getKey() + ": " + entry.getValue().asText()));
            terminal.out().printf(Locale.ROOT, "%sseed: %d%n%stime: %.0f s%n", bullet, seed, bullet, seconds);
        }
        if (plot != null) {
            PlotFiles.write(plot, comparison.svg().getBytes(StandardCharsets.UTF_8));
        }
    }
}
