package io.github.metastone4j.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.MetaStoneChatModel;
import io.github.metastone4j.ModelOptions;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.checkpoint.GenerationDefaults;
import io.github.metastone4j.evaluation.Evaluation;
import io.github.metastone4j.evaluation.ProblemResult;
import io.github.metastone4j.nano.NanoProblem;
import io.github.metastone4j.nano.NanoProblems;
import io.github.metastone4j.selection.Selector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures what effort buys, on problems that no training has seen. */
@Command(
        name = "evaluate",
        sortOptions = false,
        description = "Measure accuracy against effort on held-out problems. The same seed gives the same result.")
final class EvaluateCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(names = "--problems", paramLabel = "N", description = "How many problems. Default: 200")
    private int problems = 200;

    @Option(names = "--seed", paramLabel = "S", description = "Draws the problems and their samples. Default: 1")
    private long seed = 1;

    @Option(names = "--samples", paramLabel = "K", description = "Complete outputs per problem. Default: 32")
    private int samples = 32;

    @Option(
            names = "--tools",
            description =
                    "Offer a calculator among other tools, and solve as an agent does, with calls and their results")
    private boolean tools;

    @Option(
            names = "--trajectories",
            split = ",",
            paramLabel = "K",
            description =
                    "With --tools: how many trajectories each turn has. Default: 2,8,32, which is low, medium and high")
    private List<Integer> trajectories = List.of(2, 8, 32);

    @Option(
            names = "--selector",
            paramLabel = "NAME",
            description = "With --tools: which trajectory answers or calls. Default: best-score")
    private String selector = Selector.BEST_SCORE.toString();

    @Option(names = "--plot", paramLabel = "FILE", description = "Draw accuracy against effort, as SVG")
    private @Nullable Path plot;

    @Option(names = "--markdown", description = "Tables in Markdown")
    private boolean markdown;

    @Mixin
    private final SamplingArguments sampling = new SamplingArguments();

    @Mixin
    private final ModelArguments model = new ModelArguments();

    @Mixin
    private final OutputArguments output = new OutputArguments();

    EvaluateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        SamplingArguments.atLeastOne("--problems", problems);
        SamplingArguments.atLeastOne("--samples", samples);
        requirePlace(plot);
        if (tools) {
            return withTools();
        }
        // Votes need answers, so with this selector every trajectory writes its own.
        ReflectionSettings settings = sampling.settings(Selector.MAJORITY).withTrajectories(samples);
        ModelOptions options = model.options().withMaxRows(ModelArguments.MANY_ROWS);
        try (ReflectiveModel loaded = ReflectiveModel.load(options)) {
            NanoProblems source = NanoProblems.heldOut(seed);
            List<NanoProblem> drawn =
                    Stream.generate(source::next).limit(problems).toList();
            var progress = new EvaluationProgress(terminal, problems);
            long start = System.nanoTime();
            List<ProblemResult> results = new HeldOutRun(loaded, settings, seed, 1 + ModelArguments.MANY_ROWS / samples)
                    .over(drawn, progress);
            double seconds = (System.nanoTime() - start) / 1e9;
            Evaluation evaluation = Evaluation.of(results, settings.aggregator(), seed);
            if (output.json()) {
                ObjectNode json = evaluation.json();
                json.set("settings", settings(loaded, settings));
                json.put("seed", seed);
                json.put("seconds", seconds);
                json.put("tokensPerSecond", progress.tokens() / seconds);
                terminal.out().println(json.toPrettyString());
            } else {
                print(evaluation, loaded, settings, seconds, progress.tokens() / seconds);
            }
            draw(evaluation);
        }
        return 0;
    }

    private int withTools() {
        for (int k : trajectories) {
            SamplingArguments.atLeastOne("--trajectories", k);
        }
        ReflectionSettings settings = sampling.settings(Selector.parse(selector));
        ModelOptions options = model.options().withMaxRows(ModelArguments.MANY_ROWS);
        try (ReflectiveModel loaded = ReflectiveModel.load(options)) {
            MetaStoneChatModel chat = MetaStoneChatModel.builder()
                    .model(loaded)
                    .temperature(settings.temperature())
                    .topP(settings.topP())
                    .topK(settings.topK())
                    .repetitionPenalty(settings.repetitionPenalty())
                    .maxThinkingTokens(settings.maxThinkingTokens())
                    .maxOutputTokens(settings.maxOutputTokens())
                    .stepRule(settings.stepRule())
                    .aggregator(settings.aggregator())
                    .selector(settings.selector())
                    .build();
            NanoProblems source = NanoProblems.heldOut(seed);
            List<NanoProblem> drawn =
                    Stream.generate(source::next).limit(problems).toList();
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
                json.set("settings", settings(loaded, settings).put("selector", selector));
                json.put("seed", seed).put("problems", problems).put("seconds", seconds);
                terminal.out().println(json.toPrettyString());
            } else {
                terminal.out().print(ToolTable.text(lines, markdown));
                terminal.out()
                        .printf(
                                Locale.ROOT,
                                "%nselector: %s%nproblems: %d, seed: %d%ntime: %.0f s%n",
                                selector,
                                problems,
                                seed,
                                seconds);
            }
        }
        return 0;
    }

    private void print(
            Evaluation evaluation, ReflectiveModel loaded, ReflectionSettings settings, double seconds, double rate) {
        terminal.out().println(markdown ? evaluation.markdown() : evaluation.text());
        String bullet = markdown ? "- " : "";
        settings(loaded, settings).properties().forEach(entry -> terminal.out()
                .println(bullet + entry.getKey() + ": " + entry.getValue().asText()));
        terminal.out()
                .printf(
                        Locale.ROOT,
                        "%sseed: %d%n%stime: %.0f s, %,.0f tokens/s%n",
                        bullet,
                        seed,
                        bullet,
                        seconds,
                        rate);
    }

    /** What the trajectories were drawn with: as given, else as the checkpoint recommends, else as published: null. */
    private static ObjectNode settings(ReflectiveModel loaded, ReflectionSettings given) {
        GenerationDefaults own = loaded.checkpoint().generationDefaults();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("model", loaded.name());
        json.put("device", String.join(",", loaded.decoder().placement().devices()));
        json.put("dtype", loaded.decoder().dtype().configName());
        json.put("temperature", given.temperature() != null ? given.temperature() : own.temperature());
        json.put("topP", given.topP() != null ? given.topP() : own.topP());
        json.put("topK", given.topK() != null ? given.topK() : own.topK());
        json.put(
                "repetitionPenalty",
                given.repetitionPenalty() != null ? given.repetitionPenalty() : own.repetitionPenalty());
        return json;
    }

    /** A wrong folder is told now, not after all the work. */
    private static void requirePlace(@Nullable Path file) {
        Path folder = file == null ? null : file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new IllegalArgumentException(
                    "--plot is " + file + ", but there is no folder " + folder + "; create it first");
        }
    }

    private void draw(Evaluation evaluation) {
        if (plot == null) {
            return;
        }
        try {
            Files.writeString(plot, evaluation.svg());
        } catch (IOException e) {
            throw new UncheckedIOException("the plot cannot be written to " + plot + ": " + e.getMessage(), e);
        }
    }
}
