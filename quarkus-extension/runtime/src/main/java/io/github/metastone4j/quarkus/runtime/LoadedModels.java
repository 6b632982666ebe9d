package io.github.metastone4j.quarkus.runtime;

import io.github.metastone4j.ModelOptions;
import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.StepRules;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The models of an application by name. Those on the same checkpoint, devices and type are one. */
public final class LoadedModels {

    private final Map<SharedModel.Key, SharedModel> shared = new LinkedHashMap<>();
    private final Map<String, SharedModel> byName = new TreeMap<>();
    private final List<Runnable> closing = new ArrayList<>();
    private Duration grace = Duration.ZERO;

    LoadedModels() {}

    /** Takes a model in, and loads its weights unless it is lazy or somebody else has. */
    void add(String name, ModelSettings settings) {
        ModelOptions options = settings.options();
        SharedModel model = shared.computeIfAbsent(SharedModel.Key.of(options), key -> new SharedModel(options));
        if (!model.options().equals(options)) {
            throw new ConfigurationException("the models '" + byNameOf(model) + "' and '" + name
                    + "' share weights (model-path, device and dtype are the same), so they must also have the same"
                    + " threads, max-rows, max-cache-bytes, max-queued-requests and allow-missing-head; they have "
                    + model.options() + " and " + options);
        }
        byName.put(name, model);
        grace = settings.closeGrace().compareTo(grace) > 0 ? settings.closeGrace() : grace;
        if (!settings.isLazy()) {
            load(model, settings);
        }
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

    private String byNameOf(SharedModel model) {
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

    synchronized void onClose(Runnable task) {
        closing.add(task);
    }

    /** Lets requests under way end, for as long as configured, and frees the memory. */
    synchronized void close() {
        shared.values().forEach(model -> model.close(grace));
        closing.forEach(Runnable::run);
    }
}
