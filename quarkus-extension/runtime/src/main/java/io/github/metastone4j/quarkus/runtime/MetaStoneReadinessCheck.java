package io.github.metastone4j.quarkus.runtime;

import io.github.metastone4j.ReflectiveModel;
import io.github.metastone4j.generation.ModelClosedException;
import io.github.metastone4j.generation.Occupancy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Up as long as all models take requests. A lazy model that nobody has asked yet does. */
@Readiness
@ApplicationScoped
public class MetaStoneReadinessCheck implements HealthCheck {

    private final Instance<LoadedModels> models;

    @Inject
    MetaStoneReadinessCheck(Instance<LoadedModels> models) {
        this.models = models;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("MetaStone models").up();
        if (models.isResolvable()) {
            models.get().byName().forEach((name, model) -> describe(response, name, model));
        }
        return response.build();
    }

    private static void describe(HealthCheckResponseBuilder response, String name, SharedModel shared) {
        response.withData(name + ".device", String.join(",", shared.options().devices()));
        ReflectiveModel model = shared.loaded();
        response.withData(name + ".loaded", model != null);
        if (model == null) {
            return;
        }
        response.withData(name + ".model", model.name());
        Occupancy occupancy = model.loop().occupancy();
        response.withData(name + ".running", occupancy.running());
        response.withData(name + ".waiting", occupancy.waiting());
        try {
            model.loop().requireOpen();
        } catch (ModelClosedException e) {
            response.down().withData(name + ".error", String.valueOf(e.getMessage()));
        }
    }
}
