package io.github.metastone4j;

import io.github.metastone4j.checkpoint.Checkpoint;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.effort.Calibration;
import io.github.metastone4j.generation.DecodeLoop;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a model is loaded.
 *
 * @param path a checkpoint folder; null is the embedded model, if its artifact is on the class path
 * @param devices {@code auto} (the first GPU, else the CPU), {@code cpu}, {@code cuda:N}, or several GPUs over which the
 *     layers are split
 * @param dtype to compute in; null chooses: on a GPU the checkpoint's own, on a CPU bfloat16 where the checkpoint has it
 *     and the processor computes in it, else float32
 * @param threads libtorch's, a setting of the whole process; null is what {@code OMP_NUM_THREADS} says in the
 *     environment, else leaves one core to others if there are more than two
 * @param allowMissingHead whether a checkpoint without score head is loaded all the same, to choose without scores
 * @param calibrated whether the checkpoint's {@link Calibration}, if there is one, says what holds where a caller says nothing;
 *     else it is not even read
 * @param maxRows trajectories that decode at once; more wait their turn
 * @param maxCacheBytes for keys and values of running trajectories; more wait. Null is a quarter of the memory
 * @param maxQueuedRequests that may wait for their turn; a further one is refused
 */
public record ModelOptions(
        @Nullable Path path,
        List<String> devices,
        @Nullable Dtype dtype,
        @Nullable Integer threads,
        boolean allowMissingHead,
        boolean calibrated,
        int maxRows,
        @Nullable Long maxCacheBytes,
        int maxQueuedRequests) {

    /** Checks the numbers; devices are looked for when the model is loaded. */
    public ModelOptions {
        devices = List.copyOf(devices);
        if (maxRows < 1) {
            throw new IllegalArgumentException("maxRows is " + maxRows + "; it must be at least 1");
        }
        if (maxCacheBytes != null && maxCacheBytes < 1) {
            throw new IllegalArgumentException("maxCacheBytes is " + maxCacheBytes + "; it must be at least 1");
        }
        if (maxQueuedRequests < 1) {
            throw new IllegalArgumentException("maxQueuedRequests is " + maxQueuedRequests + "; it must be at least 1");
        }
        if (threads != null && threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + "; it must be at least 1");
        }
    }

    /** The embedded model, wherever it runs best. */
    public static ModelOptions embedded() {
        return new ModelOptions(null, List.of("auto"), null, null, false, true, 64, null, DecodeLoop.MAX_QUEUED);
    }

    /** The checkpoint in a folder, wherever it runs best. */
    public static ModelOptions of(Path path) {
        return embedded().withPath(path);
    }

    /**
     * The checkpoint they name, of which nothing is loaded yet.
     *
     * @throws io.github.metastone4j.checkpoint.CheckpointException if it is missing or damaged
     */
    public Checkpoint checkpoint() {
        return Checkpoint.open(path == null ? EmbeddedModel.folder() : path);
    }

    public ModelOptions withPath(@Nullable Path newPath) {
        return with(draft -> draft.path = newPath);
    }

    public ModelOptions withDevices(List<String> newDevices) {
        return with(draft -> draft.devices = newDevices);
    }

    public ModelOptions withDtype(@Nullable Dtype newDtype) {
        return with(draft -> draft.dtype = newDtype);
    }

    public ModelOptions withThreads(@Nullable Integer newThreads) {
        return with(draft -> draft.threads = newThreads);
    }

    public ModelOptions withAllowMissingHead(boolean allow) {
        return with(draft -> draft.allowMissingHead = allow);
    }

    public ModelOptions withCalibrated(boolean use) {
        return with(draft -> draft.calibrated = use);
    }

    public ModelOptions withMaxRows(int rows) {
        return with(draft -> draft.maxRows = rows);
    }

    public ModelOptions withMaxCacheBytes(@Nullable Long bytes) {
        return with(draft -> draft.maxCacheBytes = bytes);
    }

    public ModelOptions withMaxQueuedRequests(int requests) {
        return with(draft -> draft.maxQueuedRequests = requests);
    }

    private ModelOptions with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    /** Options while they are changed. */
    private static final class Draft {
        @Nullable
        Path path;

        List<String> devices;

        @Nullable
        Dtype dtype;

        @Nullable
        Integer threads;

        boolean allowMissingHead;
        boolean calibrated;
        int maxRows;

        @Nullable
        Long maxCacheBytes;

        int maxQueuedRequests;

        Draft(ModelOptions from) {
            path = from.path;
            devices = from.devices;
            dtype = from.dtype;
            threads = from.threads;
            allowMissingHead = from.allowMissingHead;
            calibrated = from.calibrated;
            maxRows = from.maxRows;
            maxCacheBytes = from.maxCacheBytes;
            maxQueuedRequests = from.maxQueuedRequests;
        }

        ModelOptions options() {
            return new ModelOptions(
                    path,
                    devices,
                    dtype,
                    threads,
                    allowMissingHead,
                    calibrated,
                    maxRows,
                    maxCacheBytes,
                    maxQueuedRequests);
        }
    }
}
