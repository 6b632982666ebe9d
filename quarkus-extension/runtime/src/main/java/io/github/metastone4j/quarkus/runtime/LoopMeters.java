package io.github.metastone4j.quarkus.runtime;

import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.generation.DecodeLoop;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** Measures decode loops: what they have to do, and how fast they do it. */
@Singleton
public class LoopMeters implements MeterBinder {

    private final Instance<LoadedModels> models;

    @Inject
    LoopMeters(Instance<LoadedModels> models) {
        this.models = models;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        if (models.isResolvable()) { // some bean asks for one
            models.get().onLoad((model, devices) -> bind(registry, model, devices));
        }
    }

    private static void bind(MeterRegistry registry, ReflectiveModel model, String devices) {
        Tags tags = Tags.of("model", model.name(), "device", devices);
        DecodeLoop loop = model.loop();
        gauge(registry, tags, loop, "metastone.requests.running", l -> l.occupancy()
                .running());
        gauge(registry, tags, loop, "metastone.requests.waiting", l -> l.occupancy()
                .waiting());
        gauge(registry, tags, loop, "metastone.rows", l -> l.occupancy().rows());
        Gauge.builder("metastone.cache", loop, l -> l.occupancy().cacheBytes())
                .description("Keys and values of the rows that decode")
                .baseUnit("bytes")
                .tags(tags)
                .register(registry);
        FunctionTimer.builder(
                        "metastone.decode.step",
                        loop,
                        l -> l.totals().steps(),
                        l -> l.totals().nanos(),
                        TimeUnit.NANOSECONDS)
                .description("Decode steps of the whole batch")
                .tags(tags)
                .register(registry);
        FunctionCounter.builder("metastone.decode.tokens", loop, l -> l.totals().tokens())
                .description("Tokens drawn in decode steps, of all trajectories")
                .tags(tags)
                .register(registry);
    }

    private static void gauge(
            MeterRegistry registry, Tags tags, DecodeLoop loop, String name, ToDoubleFunction<DecodeLoop> value) {
        Gauge.builder(name, loop, value).tags(tags).register(registry);
    }
}
