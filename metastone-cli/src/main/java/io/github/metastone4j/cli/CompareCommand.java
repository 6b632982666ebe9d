package io.github.metastone4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.ModelOptions;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.evaluation.Way;
import io.github.metastone4j.evaluation.WayComparison;
import io.github.metastone4j.nano.NanoProblems;
import io.github.metastone4j.search.BeamSearch;
import io.github.metastone4j.search.TreeSearch;
import io.github.metastone4j.selection.Selector;
import io.github.metastone4j.training.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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

    private final Terminal terminal;

    @Option(names = "--problems", paramLabel = "N", description = "How many problems. Default: 200")
    private int problems = 200;

    @Option(names = "--seed", paramLabel = "S", description = "Draws the problems and their samples. Default: 1")
    private long seed = 1;

    @Option(names = "--trajectories", paramLabel = "K", description = "The largest k, at least 4. Default: 32")
    private int most = 32;

    @Option(
            names = "--selector",
            paramLabel = "NAME",
            description = "Which trajectory answers after a search, or with effort auto. Default: best-score")
    private String selector = Selector.BEST_SCORE.toString();

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
        SamplingArguments.atLeastOne("--problems", problems);
        if (most < 4) {
            throw new IllegalArgumentException(
                    "--trajectories is " + most + "; it must be at least 4, to search among");
        }
        PlotFiles.requirePlace(plot);
        ReflectionSettings settings = sampling.settings(Selector.parse(selector));
        var beam = new BeamSearch(expansion);
        var tree = new TreeSearch(treeExpansion, exploration, null);
        ModelOptions options = model.options().withMaxRows(ModelArguments.MANY_ROWS);
        try (ReflectiveModel loaded = ReflectiveModel.load(options)) {
            NanoProblems source = NanoProblems.heldOut(seed);
            List<Problem> drawn = Stream.generate(source::next)
                    .limit(problems)
                    .map(nano -> new Problem(nano.question(), nano.answer()))
                    .toList();
            var progress = new RunProgress(terminal);
            long start = System.nanoTime();
            List<Way> ways = new Ways(loaded, settings, drawn, most, beam, tree, seed, progress).measured();
            progress.end();
            double seconds = (System.nanoTime() - start) / 1e9;
            print(WayComparison.of(ways, Ways.BEST_OF_K, seed), loaded, settings, seconds);
        }
        return 0;
    }

    private void print(WayComparison comparison, ReflectiveModel loaded, ReflectionSettings settings, double seconds) {
        ObjectNode told = EvaluateCommand.settings(loaded, settings)
                .put("selector", selector)
                .put("expansion", expansion)
                .put("treeExpansion", treeExpansion)
                .put("exploration", exploration);
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
