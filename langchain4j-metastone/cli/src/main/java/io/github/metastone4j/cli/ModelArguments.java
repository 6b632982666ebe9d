package io.github.metastone4j.cli;

import io.github.metastone4j.ModelOptions;
import io.github.metastone4j.checkpoint.Dtype;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model, and where it runs. */
public final class ModelArguments {

    /** Rows that decode at once where many problems are attempted; a small model is at its fastest with many. */
    public static final int MANY_ROWS = 256;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Checkpoint folder in Hugging Face layout. Default: the embedded nano model")
    private @Nullable Path model;

    @Mixin
    private final DeviceArguments device = new DeviceArguments();

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            description = "float32, bfloat16 or float16. Default: the checkpoint's, where the device computes in it")
    private @Nullable String dtype;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "CPU threads. Default: all cores, less one if there are more than two")
    private @Nullable Integer threads;

    @Option(names = "--allow-missing-head", description = "Load a checkpoint without score head all the same")
    private boolean allowMissingHead;

    public ModelOptions options() {
        return ModelOptions.embedded()
                .withPath(model)
                .withDevices(device.names())
                .withDtype(dtype == null ? null : Dtype.parse(dtype))
                .withThreads(threads)
                .withAllowMissingHead(allowMissingHead);
    }

    /** For a model that attempts many problems, and need not have a head yet. */
    public ModelOptions forTraining() {
        return options().withMaxRows(MANY_ROWS).withAllowMissingHead(true);
    }
}
