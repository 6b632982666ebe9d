package io.github.metastone4j.quarkus.runtime;

import io.github.metastone4j.ModelOptions;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.StepRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The models of an application by name. Those on the same checkpoint, devices and type are one. */
public final class LoadedModels {

    private final Map<SharedModel.Key, SharedModel> shared = new LinkedHashMap<>();
    private final Map<String, SharedModel> byName = new TreeMap<>();
    private final List<Runnable> closing = new ArrayList<>();
    private Duration grace = Duration.ZERO;

    /** How long the application may take from the signal to end until it closes its models. */
    private final Duration shutdown;

    LoadedModels(Duration shutdown) {
        this.shutdown = shutdown;
    }

    /** Takes a model in, and loads its weights unless it is lazy or somebody else has. */
    void add(String name, ModelSettings settings) {
        ModelOptions options = settings.options();
        SharedModel model = shared.computeIfAbsent(SharedModel.Key.of(options), key -> new SharedModel(options));
        requireSame(model, options, settings);
        byName.put(name, model);
        model.outliveExit(shutdown.plus(settings.closeGrace()));
        grace = settings.closeGrace().compareTo(grace) > 0 ? settings.closeGrace() : grace;
        if (!settings.isLazy()) {
            load(model, settings);
        }
    }

    private void requireSame(SharedModel model, ModelOptions own, ModelSettings settings) {
        ModelOptions first = model.options();
        requireSame(model, "threads", first.threads(), own.threads(), settings);
        requireSame(model, "max-rows", first.maxRows(), own.maxRows(), settings);
        requireSame(model, "max-cache-bytes", first.maxCacheBytes(), own.maxCacheBytes(), settings);
        requireSame(model, "max-queued-requests", first.maxQueuedRequests(), own.maxQueuedRequests(), settings);
        requireSame(model, "allow-missing-head", first.allowMissingHead(), own.allowMissingHead(), settings);
    }

    private void requireSame(
            SharedModel model, String key, @Nullable Object first, @Nullable Object own, ModelSettings settings) {
        if (!Objects.equals(first, own)) {
            throw settings.refused(
                    key,
                    text(own),
                    "it must be " + text(first) + ", as for the model '" + nameOf(model)
                            + "', which has the same model-path, device and dtype and so the same weights",
                    null);
        }
    }

    private static String text(@Nullable Object value) {
        return value == null ? "not set" : value.toString();
    }

    private static void load(SharedModel model, ModelSettings settings) {
        ReflectiveModel loaded;
        try {
            loaded = model.get();
        } catch (RuntimeException | LinkageError e) {
            Object path =
                    model.options().path() == null ? "not set" : model.options().path();
            throw settings.refused("model-path", path, e.getMessage(), e);
        }
        settings.stepRule().ifPresent(rule -> {
            try {
                var unused = StepRules.of(rule, loaded.tokenizer());
            } catch (IllegalArgumentException e) {
                throw settings.refused("chat-model.step-rule", rule, e.getMessage(), e);
            }
        });
    }

    /** The first name of a model. */
    String nameOf(SharedModel model) {
        return byName.entrySet().stream()
                .filter(entry -> entry.getValue() == model)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("?");
    }

    /** The loaded model of that name. */
    ReflectiveModel get(String name) {
        SharedModel model = byName.get(name);
        if (model == null) {
            throw new IllegalStateException("there is no model '" + name + "' among " + byName.keySet());
        }
        return model.get();
    }

    Map<String, SharedModel> byName() {
        return byName;
    }

    /** Runs a task for every model, as soon as it is loaded; it is told the devices as well. */
    void onLoad(BiConsumer<ReflectiveModel, String> task) {
        shared.values().forEach(model -> model.onLoad(loaded -> task.accept(loaded, model.devices())));
    }

    synchronized void onClose(Runnable task) {
        closing.add(task);
    }

    /** Lets requests under way end, for as long as configured, and frees the memory. */
    synchronized void close() {
        shared.values().forEach(model -> model.close(grace));
        closing.forEach(Runnable::run);
    }
}
