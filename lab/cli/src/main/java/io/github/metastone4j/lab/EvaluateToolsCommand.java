package io.github.metastone4j.lab;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.MetaStoneChatModel;
import io.github.metastone4j.ModelOptions;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.cli.ModelArguments;
import io.github.metastone4j.cli.OutputArguments;
import io.github.metastone4j.cli.SamplingArguments;
import io.github.metastone4j.cli.Terminal;
import io.github.metastone4j.effort.Calibration;
import io.github.metastone4j.nano.recipe.NanoProblem;
import io.github.metastone4j.nano.recipe.NanoProblems;
import io.github.metastone4j.selection.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures what a model makes of a calculator, on problems that no training has seen. */
@Command(
        name = "evaluate-tools",
        sortOptions = false,
        description =
                "Measure accuracy with a calculator at hand, on held-out problems: solved as an agent does, with calls and"
                        + " their results. The same seed gives the same result.")
final class EvaluateToolsCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(names = "--problems", paramLabel = "N", description = "How many problems. Default: 200")
    private int problems = 200;

    @Option(names = "--seed", paramLabel = "S", description = "Draws the problems and their samples. Default: 1")
    private long seed = 1;

    @Option(
            names = "--trajectories",
            split = ",",
            paramLabel = "K",
            description = "How many trajectories each turn has. Default: 2,8,32, which is low, medium and high")
    private List<Integer> trajectories = List.of(2, 8, 32);

    @Option(
            names = "--selector",
            paramLabel = "NAME",
            description = "Which trajectory answers or calls. Default: as calibrated, else best-score")
    private @Nullable String selector;

    @Option(names = "--markdown", description = "The table in Markdown")
    private boolean markdown;

    @Mixin
    private final SamplingArguments sampling = new SamplingArguments();

    @Mixin
    private final ModelArguments model = new ModelArguments();

    @Mixin
    private final OutputArguments output = new OutputArguments();

    EvaluateToolsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        SamplingArguments.atLeastOne("--problems", problems);
        trajectories.forEach(k -> SamplingArguments.atLeastOne("--trajectories", k));
        Selector asked = selector == null ? null : Selector.parse(selector);
        ReflectionSettings settings = sampling.settings(asked);
        ModelOptions options = model.options().withMaxRows(ModelArguments.MANY_ROWS);
        try (ReflectiveModel loaded = ReflectiveModel.load(options)) {
            NanoProblems source = NanoProblems.heldOut(seed);
            List<NanoProblem> drawn =
                    Stream.generate(source::next).limit(problems).toList();
            Selector chosen = Calibration.selector(asked, loaded.calibration());
            MetaStoneChatModel chat = chat(loaded, settings, chosen);
            var progress = new RunProgress(terminal);
            long start = System.nanoTime();
            List<ToolTable.Line> lines = new ArrayList<>();
            for (int k : trajectories) {
                lines.add(ToolTable.Line.of(k, new ToolRun(chat, k, seed).over(drawn, progress)));
            }
            progress.end();
            double seconds = (System.nanoTime() - start) / 1e9;
            if (output.json()) {
                ObjectNode json = JsonNodeFactory.instance.objectNode();
                json.set("tools", ToolTable.json(lines));
                json.set("settings", EvaluateCommand.settings(loaded, settings).put("selector", chosen.toString()));
                json.put("seed", seed).put("problems", problems).put("seconds", seconds);
                terminal.out().println(json.toPrettyString());
            } else {
                terminal.out().print(ToolTable.text(lines, markdown));
                terminal.out()
                        .printf(
                                Locale.ROOT,
                                "%nselector: %s%nproblems: %d, seed: %d%ntime: %.0f s%n",
                                chosen,
                                problems,
                                seed,
                                seconds);
            }
        }
        return 0;
    }

    private static MetaStoneChatModel chat(ReflectiveModel loaded, ReflectionSettings settings, Selector selector) {
        return MetaStoneChatModel.builder()
                .model(loaded)
                .temperature(settings.temperature())
                .topP(settings.topP())
                .topK(settings.topK())
                .repetitionPenalty(settings.repetitionPenalty())
                .maxThinkingTokens(settings.maxThinkingTokens())
                .maxOutputTokens(settings.maxOutputTokens())
                .stepRule(settings.stepRule())
                .aggregator(settings.aggregator())
                .selector(selector)
                .build();
    }
}
