package io.github.metastone4j.quarkus.runtime;

import io.github.metastone4j.ModelOptions;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.checkpoint.Dtype;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One copy of some weights, for all chat models on the same checkpoint, devices and type; loaded when first asked for. */
final class SharedModel {

    private static final Logger log = Logger.getLogger(SharedModel.class);

    private final ModelOptions options;
    private boolean closed;
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
            loaded = model;
            log.infof(
                    "Loaded %s on %s in %.2f s",
                    model.name(), String.join(",", options.devices()), (System.nanoTime() - start) / 1e9);
        }
        return model;
    }

    synchronized void close(Duration grace) {
        closed = true;
        if (loaded != null) {
            loaded.close(grace);
        }
    }
}
