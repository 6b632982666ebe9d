package io.github.metastone4j.quarkus.openai;

import io.github.metastone4j.ReflectiveModel;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;

/** Tells what models there are: one, the application's default model. */
@Singleton
final class Models {

    private final ReflectiveModel model;

    Models(ReflectiveModel model) {
        this.model = model;
    }

    /** All models. */
    Response list() {
        return response(Map.of("object", "list", "data", List.of(description())));
    }

    /** One model. */
    Response get(String id) {
        return id.equals(model.name())
                ? response(description())
                : ApiException.unknownModel(id, model.name()).response();
    }

    private static Response response(Map<String, Object> body) {
        return Response.ok(ApiJson.text(body), MediaType.APPLICATION_JSON_TYPE).build();
    }

    private Map<String, Object> description() {
        return Map.of(
                "id",
                model.name(),
                "object",
                "model",
                "created",
                ManagementFactory.getRuntimeMXBean().getStartTime() / 1000,
                "owned_by",
                "metastone");
    }
}
