package io.github.metastone4j.lab;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.ModelOptions;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.checkpoint.GenerationDefaults;
import io.github.metastone4j.cli.ModelArguments;
import io.github.metastone4j.cli.OutputArguments;
import io.github.metastone4j.cli.SamplingArguments;
import io.github.metastone4j.cli.Terminal;
import io.github.metastone4j.evaluation.Evaluation;
import io.github.metastone4j.evaluation.rollout.EvaluationRun;
import io.github.metastone4j.evaluation.rollout.OutcomeVerifier;
import io.github.metastone4j.evaluation.rollout.RatedProblem;
import io.github.metastone4j.evaluation.rollout.SampleStore;
import io.github.metastone4j.selection.Selector;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures what effort buys, on problems that no training has seen. */
@Command(
        name = "evaluate",
        sortOptions = false,
        description = "Measure accuracy against effort on held-out problems. The same seed gives the same result.")
final class EvaluateCommand implements Callable<Integer> {

    private static final int PROBLEMS = 200;

    private final Terminal terminal;

    @Mixin
    private final EvaluationProblemArguments problems = new EvaluationProblemArguments(PROBLEMS);

    @Option(names = "--seed", paramLabel = "S", description = "Draws the problems and their samples. Default: 1")
    private long seed = 1;

    @Mixin
    private final SampleArguments samples = new SampleArguments();

    @Mixin
    private final PlotFiles plots = new PlotFiles();

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
        plots.check();
        Path from = samples.from();
        if (from == null) {
            sample();
        } else {
            report(from);
        }
        return 0;
    }

    private void sample() {
        int number = samples.samples();
        problems.check();
        if (problems.benchmark() != null) {
            sampling.preferPublished();
        }
        // Votes need answers, so with this selector every trajectory writes its own.
        ReflectionSettings settings = sampling.settings(Selector.MAJORITY).withTrajectories(number);
        ModelOptions options = model.options().withMaxRows(ModelArguments.MANY_ROWS);
        List<RatedProblem> asked = problems.read(seed, terminal.err());
        OutcomeVerifier judge = problems.judge(asked);
        try (ReflectiveModel loaded = ReflectiveModel.load(options)) {
            var run = new EvaluationRun(loaded, settings, problems.instruction(problems.benchmark()), seed, judge);
            long start = System.nanoTime();
            SampleArguments.Sampled sampled = samples.sample(run, asked, terminal);
            double seconds = (System.nanoTime() - start) / 1e9;
            long parameters = loaded.checkpoint().parameters();
            ObjectNode facts = JsonNodeFactory.instance.objectNode();
            facts.set("settings", settings(loaded, settings));
            facts.put("seed", seed);
            facts.put("seconds", seconds);
            facts.put("tokensPerSecond", sampled.tokens() / seconds);
            report(Evaluation.of(sampled.results(), settings.aggregator(), seed, parameters), facts);
        }
    }

    private void report(Path file) {
        if (sampling.isGiven()) {
            throw new IllegalArgumentException(
                    "--from reports what " + file
                            + " holds and samples nothing; leave out what says how to sample, from --temperature to --step-rule");
        }
        SampleStore.Kept kept = samples.read(file, problems);
        long drawn = Long.parseLong(kept.settings().getOrDefault("seed", "1"));
        long parameters = Long.parseLong(kept.settings().getOrDefault("parameters", "1"));
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        new TreeMap<>(kept.settings()).forEach(facts.putObject("settings")::put);
        facts.put("seed", drawn);
        report(Evaluation.of(kept.results(), sampling.aggregator(), drawn, parameters), facts);
    }

    /** Tells the measures, and below them the facts of the run. */
    private void report(Evaluation evaluation, ObjectNode facts) {
        if (output.json()) {
            terminal.out().println(evaluation.json().setAll(facts).toPrettyString());
        } else {
            String bullet = markdown ? "- " : "";
            terminal.out().println(markdown ? evaluation.markdown() : evaluation.text());
            facts.path("settings").properties().forEach(entry -> terminal.out()
                    .println(bullet + entry.getKey() + ": " + entry.getValue().asText()));
            terminal.out().println(bullet + "seed: " + facts.path("seed").asLong());
            if (facts.has("seconds")) {
                terminal.out()
                        .printf(
                                Locale.ROOT,
                                "%stime: %.0f s, %,.0f tokens/s%n",
                                bullet,
                                facts.path("seconds").asDouble(),
                                facts.path("tokensPerSecond").asDouble());
            }
        }
        plots.write(evaluation);
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
}
