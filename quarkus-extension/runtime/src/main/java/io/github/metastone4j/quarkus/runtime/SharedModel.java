package io.github.metastone4j.quarkus.runtime;

import io.github.metastone4j.ModelOptions;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.checkpoint.Dtype;
import io.github.metastone4j.generation.Occupancy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One copy of some weights, for all chat models on the same checkpoint, devices and type; loaded when first asked for. */
final class SharedModel {

    private static final Logger log = Logger.getLogger(SharedModel.class);

    private final ModelOptions options;
    private final List<Consumer<ReflectiveModel>> onLoad = new ArrayList<>();
    private boolean closed;
    private Duration exitGrace = Duration.ZERO;
    private volatile @Nullable ReflectiveModel loaded;

    SharedModel(ModelOptions options) {
        this.options = options;
    }

    /** What tells one copy from another. */
    record Key(@Nullable Path path, List<String> devices, @Nullable Dtype dtype) {

        static Key of(ModelOptions options) {
            return new Key(options.path(), options.devices(), options.dtype());
        }
    }

    ModelOptions options() {
        return options;
    }

    /** The loaded model, or null if nobody has needed it yet. */
    @Nullable
    ReflectiveModel loaded() {
        return loaded;
    }

    synchronized ReflectiveModel get() {
        if (closed) {
            throw new IllegalStateException("the application is being stopped; the model takes no more requests");
        }
        ReflectiveModel model = loaded;
        if (model == null) {
            long start = System.nanoTime();
            model = ReflectiveModel.load(options);
            model.outliveExit(exitGrace);
            loaded = model;
            log.infof("Loaded %s on %s in %.2f s", model.name(), devices(), (System.nanoTime() - start) / 1e9);
            ReflectiveModel ready = model;
            onLoad.forEach(task -> task.accept(ready));
        }
        return model;
    }

    /** Where it runs, as configured. */
    String devices() {
        return String.join(",", options.devices());
    }

    /** Runs a task as soon as the model is loaded. */
    synchronized void onLoad(Consumer<ReflectiveModel> task) {
        onLoad.add(task);
        if (loaded != null) {
            task.accept(loaded);
        }
    }

    /** How long the model may go on when the JVM has begun to end and nothing has closed it: the longest that is asked for. */
    synchronized void outliveExit(Duration grace) {
        if (grace.compareTo(exitGrace) > 0) {
            exitGrace = grace;
            if (loaded != null) {
                loaded.outliveExit(grace);
            }
        }
    }

    synchronized void close(Duration grace) {
        closed = true;
        if (loaded == null) {
            return;
        }
        Occupancy now = loaded.loop().occupancy();
        int requests = now.running() + now.waiting();
        if (requests > 0) {
            log.infof("Closing %s; %d requests under way have %s to end", loaded.name(), requests, grace);
        }
        loaded.close(grace);
    }
}
