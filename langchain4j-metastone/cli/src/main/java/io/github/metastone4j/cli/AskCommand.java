package io.github.metastone4j.cli;

import io.github.metastone4j.ModelOptions;
import io.github.metastone4j.Reflection;
import io.github.metastone4j.ReflectionListener;
import io.github.metastone4j.ReflectionSettings;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.selection.Selector;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks one question and shows how its answer is found. */
@Command(name = "ask", sortOptions = false, description = "Answer a question, and show how the answer was found.")
final class AskCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(arity = "1..*", paramLabel = "QUESTION", description = "What is asked; its words are joined by spaces")
    private List<String> question = List.of();

    @ArgGroup
    private Effort effort = new Effort();

    @Mixin
    private final SpendingArguments spending = new SpendingArguments();

    @Mixin
    private final SearchArguments search = new SearchArguments();

    @Option(names = "--seed", paramLabel = "S", description = "The same seed gives the same trajectories")
    private @Nullable Long seed;

    @Option(
            names = "--selector",
            paramLabel = "NAME",
            description = "Who wins: best-score, majority, weighted-majority, first, log-probability or shortest."
                    + " Default: as calibrated, else best-score")
    private @Nullable String selector;

    @Option(
            names = "--live",
            negatable = true,
            description = "Draw, or don't, while trajectories grow. Default: draw in a terminal")
    private @Nullable Boolean live;

    @Option(names = "--plain", description = "The same as --no-live")
    private boolean plain;

    @Mixin
    private final SamplingArguments sampling = new SamplingArguments();

    @Mixin
    private final ModelArguments model = new ModelArguments();

    @Mixin
    private final OutputArguments output = new OutputArguments();

    AskCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        ReflectionSettings settings = sampling.settings(selector == null ? null : Selector.parse(selector))
                .withTrajectories(effort.trajectories())
                .withEconomy(spending.economy(effort.economy()))
                .withBudget(spending.budget())
                .withSearch(search.search())
                .withSeed(seed);
        ModelOptions options = model.options();
        Terminal place = terminal.withLive(!output.json() && !plain && (live == null ? terminal.live() : live));
        String text = String.join(" ", question);
        long start = System.nanoTime();
        note(place, "loading the model");
        try (ReflectiveModel loaded = ReflectiveModel.load(options)) {
            long ready = System.nanoTime();
            note(place, "");
            Reflection reflection = reflect(loaded, text, settings, place);
            long end = System.nanoTime();
            Bill bill = new Bill(reflection, Duration.ofNanos(ready - start), Duration.ofNanos(end - ready));
            if (output.json()) {
                place.out().println(ReflectionJson.of(text, bill).toPrettyString());
            } else {
                place.out().println();
                bill.lines(place.ink()).forEach(place.out()::println);
            }
            return 0;
        }
    }

    private Reflection reflect(ReflectiveModel loaded, String text, ReflectionSettings settings, Terminal place) {
        if (output.json()) {
            return loaded.reflect(text, settings, new ReflectionListener() {});
        }
        var recorder = new ProgressRecorder(loaded.beginTogether(settings), settings.aggregator());
        View view = place.live() ? new LiveView(place, TerminalSize.ofProcess()) : new PlainView(place);
        var drawing = new Drawing(recorder, view);
        try {
            return loaded.reflect(text, settings, recorder);
        } finally {
            drawing.end();
        }
    }

    /** One line that the next one replaces. */
    private static void note(Terminal place, String text) {
        if (place.live()) {
            place.out().print("\r\u001b[K" + place.ink().dim(text));
            place.out().flush();
        }
    }
}
