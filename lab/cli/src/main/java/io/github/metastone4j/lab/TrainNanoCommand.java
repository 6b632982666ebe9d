package io.github.metastone4j.lab;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.metastone4j.cli.OutputArguments;
import io.github.metastone4j.cli.Terminal;
import io.github.metastone4j.nano.recipe.NanoRecipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes the shipped model again. */
@Command(
        name = "train-nano",
        description = {
            "Train the embedded model from nothing: a policy on written solutions and on attempts of its own, and layers on top"
                    + " of it that learn to judge from these.",
            "Takes hours on two cores, saves as it goes, and continues where it was stopped."
        })
final class TrainNanoCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "For states, logs and the checkpoint")
    private Path out = Path.of("");

    @Option(
            names = "--from",
            paramLabel = "DIR",
            description = "Go on from a checkpoint of this recipe, in about half the time. Default: from nothing")
    private @Nullable Path from;

    @Option(names = "--threads", paramLabel = "N", description = "CPU threads. Default: all cores")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Mixin
    private final OutputArguments output = new OutputArguments();

    TrainNanoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        NanoRecipe.setThreads(threads);
        var progress = new RunProgress(terminal);
        Path checkpoint;
        try {
            NanoRecipe.Settings settings =
                    from == null ? NanoRecipe.Settings.fromNothing() : NanoRecipe.Settings.goingOn();
            checkpoint = new NanoRecipe(from, settings, out, progress).run();
        } finally {
            progress.end();
        }
        terminal.out()
                .println(
                        output.json()
                                ? JsonNodeFactory.instance
                                        .objectNode()
                                        .put("checkpoint", checkpoint.toString())
                                        .toPrettyString()
                                : "the checkpoint is in " + checkpoint);
        return 0;
    }
}
