package io.github.metastone4j.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.ModelOptions;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.checkpoint.GenerationDefaults;
import io.github.metastone4j.evaluation.Evaluation;
import io.github.metastone4j.evaluation.ProblemResult;
import io.github.metastone4j.nano.NanoProblem;
import io.github.metastone4j.nano.NanoProblems;
import io.github.metastone4j.selection.Selector;
import io.github.metastone4j.training.OutcomeVerifier;
import io.github.metastone4j.training.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    @Option(names = "--problems", paramLabel = "N", description = "How many problems, at most. Default: 200")
    private int problems = 200;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Problems of your own, from the first on: JSON lines with question and answer."
                    + " Default: the embedded model's, held out")
    private @Nullable Path file;

    @Mixin
    private final ProblemFileArguments ofFile = new ProblemFileArguments();

    @Option(names = "--seed", paramLabel = "S", description = "Draws the problems and their samples. Default: 1")
    private long seed = 1;

    @Option(names = "--samples", paramLabel = "K", description = "Complete outputs per problem. Default: 32")
    private int samples = 32;

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
        // Votes need answers, so with this selector every trajectory writes its own.
        ReflectionSettings settings = sampling.settings(Selector.MAJORITY).withTrajectories(samples);
        ModelOptions options = model.options().withMaxRows(ModelArguments.MANY_ROWS);
        if (file == null) {
            ofFile.requireNoGrader();
        }
        List<Problem> asked = asked();
        OutcomeVerifier verifier = ofFile.verifier(asked);
        try (ReflectiveModel loaded = ReflectiveModel.load(options)) {
            var progress = new EvaluationProgress(terminal, file == null ? problems : asked.size());
            long start = System.nanoTime();
            List<ProblemResult> results = file == null
                    ? heldOut(loaded, settings, progress)
                    : new FileRun(loaded, settings, ofFile.instruction(), verifier, seed).over(asked, progress);
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

    /** The problems of the file; none without one. */
    private List<Problem> asked() {
        List<Problem> asked = file == null ? List.of() : ofFile.read(file);
        return asked.subList(0, Math.min(problems, asked.size()));
    }

    private List<ProblemResult> heldOut(
            ReflectiveModel loaded, ReflectionSettings settings, EvaluationProgress progress) {
        NanoProblems source = NanoProblems.heldOut(seed);
        List<NanoProblem> drawn = Stream.generate(source::next).limit(problems).toList();
        return new HeldOutRun(loaded, settings, seed, 1 + ModelArguments.MANY_ROWS / samples).over(drawn, progress);
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
    static ObjectNode settings(ReflectiveModel loaded, ReflectionSettings given) {
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
