package io.github.metastone4j;

import io.github.metastone4j.checkpoint.Checkpoint;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.effort.Calibration;
import io.github.metastone4j.generation.DecodeLoop;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a model is loaded.
 *
 * @param path a checkpoint folder; null is the embedded model, if its artifact is on the class path
 * @param devices {@code auto} (the first GPU, else the CPU), {@code cpu}, {@code cuda:N}, or several GPUs over which the
 *     layers are split
 * @param dtype to compute in; null chooses: on a GPU the checkpoint's own, on a CPU bfloat16 where the checkpoint has it
 *     and the processor computes in it, else float32
 * @param threads libtorch's, a setting of the whole process; null leaves one core to others if there are more than two
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
        return new ModelOptions(
                newPath,
                devices,
                dtype,
                threads,
                allowMissingHead,
                calibrated,
                maxRows,
                maxCacheBytes,
                maxQueuedRequests);
    }

    public ModelOptions withDevices(List<String> newDevices) {
        return new ModelOptions(
                path,
                newDevices,
                dtype,
                threads,
                allowMissingHead,
                calibrated,
                maxRows,
                maxCacheBytes,
                maxQueuedRequests);
    }

    public ModelOptions withDtype(@Nullable Dtype newDtype) {
        return new ModelOptions(
                path,
                devices,
                newDtype,
                threads,
                allowMissingHead,
                calibrated,
                maxRows,
                maxCacheBytes,
                maxQueuedRequests);
    }

    public ModelOptions withThreads(@Nullable Integer newThreads) {
        return new ModelOptions(
                path,
                devices,
                dtype,
                newThreads,
                allowMissingHead,
                calibrated,
                maxRows,
                maxCacheBytes,
                maxQueuedRequests);
    }

    public ModelOptions withAllowMissingHead(boolean allow) {
        return new ModelOptions(
                path, devices, dtype, threads, allow, calibrated, maxRows, maxCacheBytes, maxQueuedRequests);
    }

    public ModelOptions withCalibrated(boolean use) {
        return new ModelOptions(
                path, devices, dtype, threads, allowMissingHead, use, maxRows, maxCacheBytes, maxQueuedRequests);
    }

    public ModelOptions withMaxRows(int rows) {
        return new ModelOptions(
                path, devices, dtype, threads, allowMissingHead, calibrated, rows, maxCacheBytes, maxQueuedRequests);
    }

    public ModelOptions withMaxCacheBytes(@Nullable Long bytes) {
        return new ModelOptions(
                path, devices, dtype, threads, allowMissingHead, calibrated, maxRows, bytes, maxQueuedRequests);
    }

    public ModelOptions withMaxQueuedRequests(int requests) {
        return new ModelOptions(
                path, devices, dtype, threads, allowMissingHead, calibrated, maxRows, maxCacheBytes, requests);
    }
}
