package io.github.metastone4j.lab;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.checkpoint.ModelConfig;
import io.github.metastone4j.cli.OutputArguments;
import io.github.metastone4j.cli.Terminal;
import io.github.metastone4j.training.convert.TrainedHead;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Brings a score head that was trained elsewhere. */
@Command(
        name = "convert-head",
        sortOptions = false,
        description = {
            "Write a score head that another program trained as score_module.safetensors and score_module.pt.",
            "It may be in a file of its own, among a policy's tensors, or in the shards of a distributed run."
        })
final class ConvertHeadCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(
            names = "--from",
            required = true,
            paramLabel = "PATH",
            description = "A .safetensors, .pt or .bin file, or a folder with score_module.* or with the shards"
                    + " model_world_size_W_rank_R.pt of all ranks")
    private Path from = Path.of("");

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Where to write: the checkpoint folder the head belongs to, or a new one")
    private Path out = Path.of("");

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Checkpoint folder whose hidden size the head must have. Default: not checked")
    private @Nullable Path model;

    @Option(
            names = "--prefix",
            paramLabel = "NAME",
            description = "What stands before 0.weight in the head's names. Needed only if there are several heads")
    private @Nullable String prefix;

    @Option(names = "--overwrite", description = "Replace a head that is in DIR already")
    private boolean overwrite;

    @Mixin
    private final OutputArguments output = new OutputArguments();

    ConvertHeadCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        ModelConfig config = model == null ? null : ModelConfig.read(model.resolve("config.json"));
        TrainedHead head = TrainedHead.read(from, prefix);
        if (config != null) {
            head.requireFits(config);
        }
        head.write(out, overwrite);
        if (output.json()) {
            terminal.out().println(json(head).toPrettyString());
        } else {
            terminal.out()
                    .printf(
                            Locale.ROOT,
                            "a head for hidden size %d, %,d parameters in %s, %s%nthe head is in %s%n",
                            head.hiddenSize(),
                            head.parameters(),
                            head.dtype().configName(),
                            head.ranks() == 1 ? "from one file" : "from the shards of " + head.ranks() + " ranks",
                            out);
        }
        return 0;
    }

    private ObjectNode json(TrainedHead head) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("folder", out.toString())
                .put("hiddenSize", head.hiddenSize())
                .put("parameters", head.parameters())
                .put("dtype", head.dtype().configName())
                .put("ranks", head.ranks())
                .put("prefix", head.prefix());
    }
}
